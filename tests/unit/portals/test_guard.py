import pytest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.testing import MemoryReactorClock

from extractors.portals.guard import PrivateAddressError, PublicOnlyResolver, refuse_private


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1%eth0"],
)
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(PrivateAddressError):
        refuse_private(address, loopback_allowed=False)


def test_public_addresses_and_the_runs_own_loopback_are_not() -> None:
    assert refuse_private("8.8.8.8", loopback_allowed=False) == "8.8.8.8"
    assert refuse_private("127.0.0.1", loopback_allowed=True) == "127.0.0.1"
    with pytest.raises(PrivateAddressError):
        refuse_private("10.0.0.1", loopback_allowed=True)


@pytest.mark.parametrize(
    ("name", "resolved", "refused"),
    [
        ("portal.example", "10.0.0.1", True),
        ("portal.example", "127.0.0.1", True),
        ("10.0.0.1", "10.0.0.1", True),
        ("portal.example", "8.8.8.8", False),
        ("127.0.0.1", "127.0.0.1", False),
    ],
)
def test_a_public_name_that_points_inwards_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, resolved: str, refused: bool
) -> None:
    monkeypatch.setattr(
        CachingThreadedResolver, "getHostByName", lambda *_: defer.succeed(resolved)
    )
    resolver = PublicOnlyResolver(MemoryReactorClock(), 0, 1.0)
    outcome: list[object] = []
    resolver.getHostByName(name).addBoth(outcome.append)
    if refused:
        assert outcome[0].check(PrivateAddressError)  # type: ignore[attr-defined]
    else:
        assert outcome == [resolved]
