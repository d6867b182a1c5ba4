"""The emulator as an ASGI application."""

from functools import partial

from starlette.applications import Starlette

from fashionistar.emulators.common import control as common_control
from fashionistar.emulators.common.emulator import Config
from fashionistar.emulators.common.serving import make_app
from fashionistar.emulators.flutterwave import api, control, pages, payouts
from fashionistar.emulators.flutterwave.engine import Flutterwave


def create_app(config: Config) -> Starlette:
    """Build the application."""
    routes = [*api.routes, *payouts.routes, *pages.routes, *control.routes, *common_control.routes]
    return make_app(partial(Flutterwave, config), routes, api="/v3/")
