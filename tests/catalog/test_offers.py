"""Offers and regions: what is sold where, at which price, with which limits."""

import pytest

from wanstudio.catalog.models import MODELS
from wanstudio.catalog.offers import CALL_LIMITS
from wanstudio.catalog.regions import REGIONS, api_id_of, find_region, region_of
from wanstudio.catalog.service_settings import ServiceSettings

# model: micro-yuan in Beijing, micro-dollars in Singapore, free images, rates and running tasks.
EXACT = {
    "wan2.6-t2i": (200_000, 30_000, 50, (1, 5), 5),
    "wan2.5-t2i-preview": (200_000, 30_000, 50, (5, 5), 5),
    "wan2.2-t2i-plus": (200_000, 50_000, 100, (2, 2), 2),
    "wan2.2-t2i-flash": (140_000, 25_000, 100, (2, 2), 2),
    "wanx2.1-t2i-plus": (200_000, 50_000, 500, (2, 2), 2),
    "wanx2.1-t2i-turbo": (140_000, 25_000, 500, (2, 2), 2),
    "wanx2.0-t2i-turbo": (40_000, 5_734, 500, (2, 2), 2),
}


@pytest.mark.parametrize("model", EXACT)
def test_model_studio_numbers(model):
    yuan, dollars, free, (beijing_rate, singapore_rate), running = EXACT[model]
    beijing = ServiceSettings(profile="model-studio").find_offer("beijing", model)
    singapore = ServiceSettings(profile="model-studio").find_offer("singapore", model)
    assert beijing and singapore
    assert (beijing.price_micros, beijing.region.currency, beijing.submit_rate) == (yuan, "CNY", beijing_rate)
    assert (singapore.price_micros, singapore.region.currency) == (dollars, "USD")
    assert singapore.submit_rate == singapore_rate
    for offer in (beijing, singapore):
        assert (offer.free_images, offer.free_days) == (free, 90)
        assert (offer.running_limit, offer.queue_limit) == (running, 500)


def test_singapore_spelling_is_unknown_in_beijing():
    assert ServiceSettings(profile="studio").find_offer("beijing", "wan2.1-t2i-turbo") is None
    assert ServiceSettings(profile="studio").find_offer("singapore", "wan2.1-t2i-turbo") is not None
    assert len(ServiceSettings(profile="studio").offers_in("beijing")) == 7
    assert len(ServiceSettings(profile="studio").offers_in("singapore")) == len(MODELS) == 7


@pytest.mark.parametrize("edition", ["turbo", "plus"])
def test_both_names_in_singapore_are_one_offer(edition):
    first, second = (
        ServiceSettings(profile="studio").find_offer("singapore", f"{wan}-t2i-{edition}")
        for wan in ("wanx2.1", "wan2.1")
    )
    assert first == second
    assert first.names == (f"wanx2.1-t2i-{edition}", f"wan2.1-t2i-{edition}")
    assert ServiceSettings(profile="studio").find_offer("beijing", f"wanx2.1-t2i-{edition}").names == (
        f"wanx2.1-t2i-{edition}",
    )


@pytest.mark.parametrize("name", ["", "wan2.6", "WAN2.6-t2i", " wan2.6-t2i", "wan2.7-t2i", "wanx-v1"])
def test_unknown_models(name):
    assert ServiceSettings(profile="studio").find_offer("singapore", name) is None


def test_studio_keeps_prices_and_loosens_limits():
    for region in REGIONS:
        for exact in ServiceSettings(profile="model-studio").offers_in(region.name):
            loose = ServiceSettings(profile="studio").find_offer(region.name, exact.model.name)
            assert loose is not None
            assert (loose.price_micros, loose.free_images) == (exact.price_micros, exact.free_images)
            assert (loose.submit_rate, loose.running_limit, loose.queue_limit) == (10_000, 64, 100_000)


def test_call_limits():
    assert (CALL_LIMITS["model-studio"].query, CALL_LIMITS["studio"].cancel) == (20, 100_000)


def test_api_names_of_regions():
    assert api_id_of("singapore") == "ap-southeast-1"
    assert api_id_of("beijing") == "cn-beijing"
    assert find_region("mars") is None


@pytest.mark.parametrize(
    ("host", "port", "region"),
    [
        ("127.0.0.1:8000", 8000, "singapore"),
        ("dashscope.aliyuncs.com", 443, "beijing"),
        ("DashScope.Aliyuncs.com:443", 443, "beijing"),
        ("dashscope-intl.aliyuncs.com", 8001, "singapore"),
        ("bj.example:8000", 8000, "beijing"),
        ("127.0.0.1:8001", 8001, "beijing"),
        ("[::1]:8001", 8001, "beijing"),
        ("", None, "singapore"),
        ("acme-1.ap-southeast-1.maas.aliyuncs.com", 443, "singapore"),
        ("Acme.cn-beijing.maas.aliyuncs.com:8000", None, "beijing"),
        ("cn-beijing.maas.aliyuncs.com", 8001, "beijing"),
        ("acme.cn-hangzhou.maas.aliyuncs.com", None, "singapore"),
        ("acme.cn-beijing.maas.aliyuncs.com.example", None, "singapore"),
    ],
)
def test_region_of_a_request(host, port, region):
    assert region_of(host, port, {"bj.example": "beijing"}, {8001: "beijing"}, "singapore") == region
