"""Voice notes made anew by FFmpeg's libraries: Opus in Ogg, mono, with a small waveform, and nothing else of it."""

from collections.abc import Iterator
from io import BytesIO

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer
from django.conf import settings
from numpy.typing import NDArray

from fashionistar.chat.gateway import FileRefusedError, Reencoded
from fashionistar.chat.models import AttachmentRejection

_RATE = 48_000
#: What an Opus frame of 20 ms has, and what is made of a second: speech is clear by far.
_FRAME, _BITS_PER_SECOND = 960, 32_000
#: Peaks are kept for each 50 ms, then joined until so many are left.
_GRAIN, _PEAKS = _RATE // 20, 64
_FULL_SCALE = 32_768
#: By how a file begins, the one demuxer that may read it. None of these opens another file or an address.
_BEGINNINGS = (
    (0, b"OggS", "ogg"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (4, b"ftyp", "mp4"),
    (8, b"WAVE", "wav"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
    (0, b"fLaC", "flac"),
    (0, b"caff", "caf"),
)
_CODECS = "opus,libopus,vorbis,aac,mp3,mp3float,flac,alac,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8"


def reencoded(content: bytes) -> Reencoded:
    """The first sound of an Ogg, WebM, MP4 (M4A), WAV, MP3, AAC, FLAC or CAF file.

    Raises:
        FileRefusedError: UNREADABLE, TOO_LONG.
    """
    voice = _Voice()
    try:
        with _opened(content) as source:
            for frame in _mono(source):
                voice.add(frame)
    except (av.FFmpegError, ValueError, EOFError, OverflowError) as error:
        raise FileRefusedError(AttachmentRejection.UNREADABLE) from error
    return voice.ended()


def _opened(content: bytes) -> InputContainer:
    for at, mark, demuxer in _BEGINNINGS:
        if content.startswith(mark, at):
            options = {"codec_whitelist": _CODECS, "protocol_whitelist": "none"}
            return av.open(BytesIO(content), "r", format=demuxer, options=options)
    raise FileRefusedError(AttachmentRejection.UNREADABLE)


def _mono(source: InputContainer) -> Iterator[AudioFrame]:
    """What is heard, in frames as Opus takes them."""
    if not source.streams.audio:
        raise FileRefusedError(AttachmentRejection.UNREADABLE)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE, frame_size=_FRAME)
    for decoded in source.decode(source.streams.audio[0]):
        # Files lie about their times; what is heard comes one after the other.
        decoded.pts = None
        yield from resampler.resample(decoded)
    yield from resampler.resample(None)


class _Voice:
    """Writes Opus while it counts, so that a small file of many hours is given up in time."""

    def __init__(self) -> None:
        self._most = round((settings.ATTACHMENT_VOICE_MAX.total_seconds() + 0.5) * _RATE)
        self._peaks: NDArray[np.int32] = np.zeros(self._most // _GRAIN + 2, dtype=np.int32)
        self._samples = 0
        self._buffer = BytesIO()
        self._file = av.open(self._buffer, "w", format="ogg", options={"fflags": "+bitexact"})
        self._stream = self._file.add_stream("libopus", rate=_RATE, layout="mono", options={"application": "voip"})
        self._stream.bit_rate = _BITS_PER_SECOND

    def add(self, frame: AudioFrame) -> None:
        """One more frame.

        Raises:
            FileRefusedError: TOO_LONG.
        """
        if self._samples + frame.samples > self._most:
            raise FileRefusedError(AttachmentRejection.TOO_LONG)
        loud = np.abs(frame.to_ndarray()[0].astype(np.int32))
        np.maximum.at(self._peaks, np.arange(self._samples, self._samples + frame.samples) // _GRAIN, loud)
        frame.pts = self._samples
        self._file.mux(self._stream.encode(frame))
        self._samples += frame.samples

    def ended(self) -> Reencoded:
        """The whole of it.

        Raises:
            FileRefusedError: UNREADABLE: nothing is heard.
        """
        if not self._samples:
            raise FileRefusedError(AttachmentRejection.UNREADABLE)
        self._file.mux(self._stream.encode(None))
        self._file.close()
        facts: dict[str, int | list[int]] = {
            "duration_ms": round(self._samples * 1000 / _RATE),
            "waveform": self._waveform(),
        }
        return Reencoded(self._buffer.getvalue(), facts=facts)

    def _waveform(self) -> list[int]:
        heard = self._peaks[: -(-self._samples // _GRAIN)]
        parts = np.array_split(heard, min(_PEAKS, len(heard)))
        return [min(100, round(int(part.max()) * 100 / _FULL_SCALE)) for part in parts]
