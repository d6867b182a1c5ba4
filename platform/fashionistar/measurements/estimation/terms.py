"""What is measured: names by ISO 8559-1 terms, definitions, and what each garment needs.

A definition says where the tape runs in the survey that the estimates come from (ANSUR II, NATICK/TR-15/007), for that
is what an estimate means. Where ISO 8559-1 measures elsewhere, it is said: the standard's waist, for one, lies halfway
between the lowest rib and the hip bone, the survey's at the navel.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a measurement is taken: around, along the body, straight up from the floor, or straight across."""

    GIRTH = "GIRTH"
    LENGTH = "LENGTH"
    HEIGHT = "HEIGHT"
    BREADTH = "BREADTH"


class Term(StrEnum):
    """Every measurement that the house knows."""

    HEAD_GIRTH = "HEAD_GIRTH"
    NECK_GIRTH = "NECK_GIRTH"
    NECK_BASE_GIRTH = "NECK_BASE_GIRTH"
    SHOULDER_GIRTH = "SHOULDER_GIRTH"
    CHEST_GIRTH = "CHEST_GIRTH"
    WAIST_GIRTH = "WAIST_GIRTH"
    HIP_GIRTH = "HIP_GIRTH"
    UPPER_ARM_GIRTH = "UPPER_ARM_GIRTH"
    FOREARM_GIRTH = "FOREARM_GIRTH"
    WRIST_GIRTH = "WRIST_GIRTH"
    HAND_GIRTH = "HAND_GIRTH"
    THIGH_GIRTH = "THIGH_GIRTH"
    LOWER_THIGH_GIRTH = "LOWER_THIGH_GIRTH"
    CALF_GIRTH = "CALF_GIRTH"
    ANKLE_GIRTH = "ANKLE_GIRTH"
    SHOULDER_BREADTH = "SHOULDER_BREADTH"
    BIDELTOID_BREADTH = "BIDELTOID_BREADTH"
    ACROSS_BACK_BREADTH = "ACROSS_BACK_BREADTH"
    SHOULDER_LENGTH = "SHOULDER_LENGTH"
    OUTER_ARM_LENGTH = "OUTER_ARM_LENGTH"
    BACK_NECK_TO_WRIST = "BACK_NECK_TO_WRIST"
    BACK_NECK_TO_WAIST = "BACK_NECK_TO_WAIST"
    TOTAL_CROTCH_LENGTH = "TOTAL_CROTCH_LENGTH"
    TRUNK_GIRTH = "TRUNK_GIRTH"
    INSIDE_LEG_HEIGHT = "INSIDE_LEG_HEIGHT"
    KNEE_HEIGHT = "KNEE_HEIGHT"
    HIP_HEIGHT = "HIP_HEIGHT"
    WAIST_HEIGHT = "WAIST_HEIGHT"
    BACK_NECK_HEIGHT = "BACK_NECK_HEIGHT"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a term means.

    Attributes:
        name: what tailors and shoppers call it.
        kind: how it is taken.
        how: where the tape or rule runs.
    """

    name: str
    kind: Kind
    how: str


#: The order in which measurements are shown: girths from the head down, breadths, lengths, heights.
CATALOGUE: dict[Term, Definition] = {
    Term.HEAD_GIRTH: Definition("Head", Kind.GIRTH, "around the head above the brows and the ears, the largest girth"),
    Term.NECK_GIRTH: Definition("Neck", Kind.GIRTH, "around the neck just below the Adam's apple, square to the neck"),
    Term.NECK_BASE_GIRTH: Definition(
        "Neck base", Kind.GIRTH, "around the foot of the neck: over the lowest neck bone and the collar bones"
    ),
    Term.SHOULDER_GIRTH: Definition(
        "Around the shoulders", Kind.GIRTH, "around the trunk and both arms where the upper arms stand out most, level"
    ),
    Term.CHEST_GIRTH: Definition(
        "Chest",
        Kind.GIRTH,
        "around the chest at its fullest, level, arms down (ISO: chest girth; for women bust girth)",
    ),
    Term.WAIST_GIRTH: Definition(
        "Waist",
        Kind.GIRTH,
        "around the waist at the navel, level, relaxed (ISO 8559-1: halfway between lowest rib and hip bone)",
    ),
    Term.HIP_GIRTH: Definition(
        "Hip", Kind.GIRTH, "around the buttocks where they stand out most, level, feet together"
    ),
    Term.UPPER_ARM_GIRTH: Definition(
        "Upper arm", Kind.GIRTH, "around the upper arm at its fullest, arm bent and tensed (ISO 8559-1: hanging)"
    ),
    Term.FOREARM_GIRTH: Definition("Forearm", Kind.GIRTH, "around the forearm at its fullest, arm bent, fist clenched"),
    Term.WRIST_GIRTH: Definition("Wrist", Kind.GIRTH, "around the wrist over the outer wrist bone"),
    Term.HAND_GIRTH: Definition("Hand", Kind.GIRTH, "around the palm at the knuckles, without the thumb"),
    Term.THIGH_GIRTH: Definition(
        "Thigh", Kind.GIRTH, "around the thigh in the fold below the buttock, square to the leg"
    ),
    Term.LOWER_THIGH_GIRTH: Definition("Above the knee", Kind.GIRTH, "around the thigh just above the kneecap"),
    Term.CALF_GIRTH: Definition("Calf", Kind.GIRTH, "around the calf at its fullest"),
    Term.ANKLE_GIRTH: Definition("Ankle", Kind.GIRTH, "around the leg at its thinnest, above the ankle bones"),
    Term.SHOULDER_BREADTH: Definition(
        "Shoulder breadth", Kind.BREADTH, "straight from the bony tip of one shoulder to the other's (biacromial)"
    ),
    Term.BIDELTOID_BREADTH: Definition(
        "Breadth over the arms", Kind.BREADTH, "straight across both upper arms where they stand out most (bideltoid)"
    ),
    Term.ACROSS_BACK_BREADTH: Definition(
        "Across back", Kind.LENGTH, "over the back between the rear folds of the armpits, arms down"
    ),
    Term.SHOULDER_LENGTH: Definition("Shoulder", Kind.LENGTH, "along the shoulder from the neck to its bony tip"),
    Term.OUTER_ARM_LENGTH: Definition(
        "Sleeve", Kind.LENGTH, "from the bony tip of the shoulder down the arm to the wrist"
    ),
    Term.BACK_NECK_TO_WRIST: Definition(
        "Sleeve from back neck",
        Kind.LENGTH,
        "from the middle of the back over shoulder and elbow to the wrist, arm bent",
    ),
    Term.BACK_NECK_TO_WAIST: Definition(
        "Back length", Kind.LENGTH, "down the spine from the lowest neck bone to the waist at the navel's level"
    ),
    Term.TOTAL_CROTCH_LENGTH: Definition(
        "Crotch length", Kind.LENGTH, "from the waist in front through the crotch to the waist behind"
    ),
    Term.TRUNK_GIRTH: Definition(
        "Trunk", Kind.GIRTH, "from the middle of the shoulder through the crotch and back up over the back, upright"
    ),
    Term.INSIDE_LEG_HEIGHT: Definition("Inseam", Kind.HEIGHT, "from the crotch straight down to the floor, barefoot"),
    Term.KNEE_HEIGHT: Definition(
        "Knee height", Kind.HEIGHT, "from the middle of the kneecap straight down to the floor"
    ),
    Term.HIP_HEIGHT: Definition(
        "Hip height", Kind.HEIGHT, "from where the buttocks stand out most straight down to the floor"
    ),
    Term.WAIST_HEIGHT: Definition("Waist height", Kind.HEIGHT, "from the navel straight down to the floor"),
    Term.BACK_NECK_HEIGHT: Definition(
        "Full length", Kind.HEIGHT, "from the lowest neck bone straight down to the floor (cervicale height)"
    ),
}


class Garment(StrEnum):
    """Garments with a measurement list of their own."""

    AGBADA = "AGBADA"
    KAFTAN = "KAFTAN"
    SUIT = "SUIT"
    GOWN = "GOWN"
    TROUSERS = "TROUSERS"


_TROUSERS = (
    Term.WAIST_GIRTH,
    Term.HIP_GIRTH,
    Term.THIGH_GIRTH,
    Term.LOWER_THIGH_GIRTH,
    Term.CALF_GIRTH,
    Term.ANKLE_GIRTH,
    Term.TOTAL_CROTCH_LENGTH,
    Term.INSIDE_LEG_HEIGHT,
    Term.WAIST_HEIGHT,
)
_UPPER = (Term.NECK_GIRTH, Term.CHEST_GIRTH, Term.WAIST_GIRTH, Term.HIP_GIRTH, Term.UPPER_ARM_GIRTH, Term.WRIST_GIRTH)

#: What a tailor asks for, in the order of the catalogue. An agbada is the gown with its shirt, trousers and cap.
GARMENTS: dict[Garment, tuple[Term, ...]] = {
    garment: tuple(term for term in CATALOGUE if term in wanted)
    for garment, wanted in {
        Garment.AGBADA: {
            *_UPPER,
            *_TROUSERS,
            Term.HEAD_GIRTH,
            Term.SHOULDER_BREADTH,
            Term.BACK_NECK_TO_WRIST,
            Term.OUTER_ARM_LENGTH,
            Term.BACK_NECK_HEIGHT,
        },
        Garment.KAFTAN: {
            *_UPPER,
            Term.SHOULDER_BREADTH,
            Term.OUTER_ARM_LENGTH,
            Term.BACK_NECK_TO_WRIST,
            Term.BACK_NECK_HEIGHT,
        },
        Garment.SUIT: {
            *_UPPER,
            *_TROUSERS,
            Term.SHOULDER_LENGTH,
            Term.SHOULDER_BREADTH,
            Term.ACROSS_BACK_BREADTH,
            Term.OUTER_ARM_LENGTH,
            Term.BACK_NECK_TO_WAIST,
        },
        Garment.GOWN: {
            *_UPPER,
            Term.SHOULDER_LENGTH,
            Term.SHOULDER_BREADTH,
            Term.ACROSS_BACK_BREADTH,
            Term.OUTER_ARM_LENGTH,
            Term.BACK_NECK_TO_WAIST,
            Term.WAIST_HEIGHT,
            Term.HIP_HEIGHT,
            Term.BACK_NECK_HEIGHT,
        },
        Garment.TROUSERS: set(_TROUSERS),
    }.items()
}
