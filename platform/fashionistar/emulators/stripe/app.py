"""The emulator as an ASGI application."""

from functools import partial

from starlette.applications import Starlette

from fashionistar.emulators.common import control as common_control
from fashionistar.emulators.common.emulator import Config
from fashionistar.emulators.common.serving import make_app
from fashionistar.emulators.stripe import api, control, pages
from fashionistar.emulators.stripe.engine import Stripe


def create_app(config: Config) -> Starlette:
    """Build the application."""
    routes = [*api.routes, *pages.routes, *control.routes, *common_control.routes]
    return make_app(partial(Stripe, config), routes, api="/v1/")
