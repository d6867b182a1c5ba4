"""Which gateways are asked to take a payment, in which order: a table by currency and country."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import GatewayUnauthorized

#: The member states of the African Union, as ISO 3166-1 alpha-2: https://au.int/en/member_states/countryprofiles2
AFRICA = frozenset({
    "AO", "BF", "BI", "BJ", "BW", "CD", "CF", "CG", "CI", "CM", "CV", "DJ", "DZ", "EG", "EH", "ER", "ET", "GA",
    "GH", "GM", "GN", "GQ", "GW", "KE", "KM", "LR", "LS", "LY", "MA", "MG", "ML", "MR", "MU", "MW", "MZ", "NA",
    "NE", "NG", "RW", "SC", "SD", "SL", "SN", "SO", "SS", "ST", "SZ", "TD", "TG", "TN", "TZ", "UG", "ZA", "ZM",
    "ZW",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table.

    Attributes:
        gateway: The one that takes it.
        currencies: ISO 4217; empty for all that it takes.
        countries: ISO 3166-1 alpha-2; empty for all.
    """

    gateway: str
    currencies: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> "Route":
        """Read `gateway[:currencies][@countries]`, each of them joined by `/`; `africa` is a whole continent.

        Raises:
            ValueError: It does not look like that.
        """
        head, _, places = text.partition("@")
        gateway, _, monies = head.partition(":")
        currencies = frozenset(filter(None, monies.split("/")))
        named = frozenset(filter(None, places.split("/")))
        countries = (named - {"africa"}) | (AFRICA if "africa" in named else frozenset())
        right = all(code.isascii() and code.isupper() and len(code) == 3 for code in currencies)
        right = right and all(code.isascii() and code.isupper() and len(code) == 2 for code in countries)
        if not right or not gateway.isascii() or not gateway.isalpha() or not gateway.islower():
            raise ValueError(f"{text!r} is no route; write gateway:CURRENCY/CURRENCY@COUNTRY/COUNTRY.")
        return cls(gateway, currencies, countries)

    def takes(self, *, currency: str, country: str) -> bool:
        """Whether this line is for a payment."""
        return (not self.currencies or currency in self.currencies) and (
            not self.countries or country in self.countries
        )


class Gateways:
    """The gateways that are configured, by name, and the table that chooses among them."""

    def __init__(self, configured: Mapping[str, PaymentGateway], routes: Sequence[Route]) -> None:
        """Take both as they are."""
        self._configured = configured
        self._routes = routes

    def __iter__(self) -> Iterator[PaymentGateway]:
        """Each of them."""
        return iter(self._configured.values())

    def __contains__(self, name: str) -> bool:
        """Whether one of this name is configured."""
        return name in self._configured

    def named(self, name: str) -> PaymentGateway:
        """The gateway of a row.

        Raises:
            GatewayUnauthorized: It is not configured (any more); an operator can mend it, as with a refused key.
        """
        if name not in self._configured:
            raise GatewayUnauthorized(f"The gateway {name} is not configured: set its key.")
        return self._configured[name]

    def candidates(self, *, currency: str, country: str) -> tuple[str, ...]:
        """The names of those that may take a payment, best first; empty when none does."""
        fitting = (route.gateway for route in self._routes if route.takes(currency=currency, country=country))
        return tuple(
            name
            for name in dict.fromkeys(fitting)
            if name in self._configured and currency in self._configured[name].currencies
        )
