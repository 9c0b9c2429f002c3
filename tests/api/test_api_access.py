"""Who gets in: keys, one-time links, passwords; and what nobody gets."""

from typing import TYPE_CHECKING, Any

import httpx

from vizsla.api.app import policy
from vizsla.api.attempts import Attempts
from vizsla.api.routes import ROUTES
from vizsla.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _login(server: Running, **body: str) -> httpx.Response:
    return httpx.post(f"{server.url}/api/vizsla/login", json=body)


def _token(server: Running) -> str:
    return server.parts.auth.login_link(server.url).partition("#")[2]


def test_every_route_but_the_public_ones_wants_a_right(server: Running) -> None:
    # What a public link shows is checked by its own tests.
    routes = [route for route in ROUTES if not route.path.startswith("/api/vizsla/public/{token}")]
    public = {(route.method, route.path) for route in routes if route.permission == "public"}
    assert public == {("GET", "/health"), ("POST", "/api/vizsla/login"), ("GET", "/snapshot/view/{name}.png")}
    for route in routes:
        if (route.method, route.path) not in public:
            path = route.path.replace("{id}", "1").replace("{host}", "h").replace("{name}", "n")
            bare = httpx.request(route.method, server.url + path)
            assert bare.status_code == 401, route
            half = httpx.request(route.method, server.url + path, headers={"DD-API-KEY": server.api_key})
            assert half.status_code == 403 or route.permission == "api_key", route


def test_a_login_link_works_once(server: Running) -> None:
    token = _token(server)
    first = _login(server, token=token)
    assert first.status_code == 200
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and token not in cookie
    with httpx.Client(cookies=first.cookies) as browser:
        assert browser.get(f"{server.url}/api/vizsla/session").json() == {
            "handle": "admin@localhost", "admin": True, "external_images": False, "external_frames": False
        }  # fmt: skip
    again = _login(server, token=token)
    assert again.status_code == 403 and "was used" in again.json()["errors"][0]


def test_a_password_and_logging_out(server: Running) -> None:
    session = _login(server, token=_token(server)).cookies
    with httpx.Client(cookies=session) as browser:
        short = browser.put(f"{server.url}/api/vizsla/password", json={"password": "short"})
        assert short.status_code == 400 and "password" in short.json()["errors"][0]
        assert browser.put(f"{server.url}/api/vizsla/password", json={"password": "long enough"}).status_code == 200
    assert _login(server, handle="admin@localhost", password="wrong one").status_code == 403
    assert _login(server, handle="nobody", password="long enough").status_code == 403
    entered = _login(server, handle="Admin@localhost", password="long enough")
    assert entered.status_code == 200
    with httpx.Client(cookies=entered.cookies) as browser:
        assert browser.post(f"{server.url}/api/vizsla/logout").status_code == 200
    with httpx.Client(cookies=entered.cookies) as browser:
        assert browser.get(f"{server.url}/api/vizsla/session").status_code == 401


def test_a_new_password_ends_what_others_hold(server: Running) -> None:
    mine, other = (
        httpx.Client(base_url=server.url, cookies=_login(server, token=_token(server)).cookies) for _ in "ab"
    )
    link = _token(server)
    with mine, other:
        assert mine.put("/api/vizsla/password", json={"password": "long enough"}).status_code == 200
        assert mine.get("/api/vizsla/session").status_code == 200
        assert other.get("/api/vizsla/session").status_code == 401
    assert _login(server, token=link).status_code == 403


def test_passwords_cannot_be_guessed_by_trying(server: Running) -> None:
    server.parts.auth.set_password("admin@localhost", "long enough")
    for _ in range(3):
        assert _login(server, handle="admin@localhost", password="wrong one").status_code == 403
    assert _login(server, handle="admin@localhost", password="long enough").status_code == 200
    for n in range(10):
        assert _login(server, handle=f"user{n}", password="wrong one").status_code == 403
    refused = _login(server, handle="admin@localhost", password="long enough")
    assert refused.status_code == 429 and 0 < int(refused.headers["retry-after"]) <= 300
    assert "--login-link" in refused.json()["errors"][0]
    assert _login(server, token=_token(server)).status_code == 200


def test_attempts_lapse_and_are_counted_for_a_user_too() -> None:
    now = 0.0
    attempts = Attempts(lambda: now)
    assert [attempts.begin(f"10.0.0.{n}", "Eve") for n in range(100)] == [0] * 100
    assert attempts.begin("10.0.1.1", "eve") == 300
    assert attempts.begin("10.0.1.1", "bob") == 0
    assert [attempts.begin(f"2001:db8::{n}", f"user{n}") for n in range(12)][9:] == [0, 300, 300]
    now = 301.0
    assert attempts.begin("10.0.1.1", "eve") == attempts.begin("2001:db8::1", "bob") == 0


def test_another_site_cannot_use_a_browsers_session(server: Running) -> None:
    session = _login(server, token=_token(server)).cookies
    body = {"title": "x", "layout_type": "ordered", "widgets": []}
    with httpx.Client(cookies=session) as browser:
        url = f"{server.url}/api/v1/dashboard"
        assert browser.post(url, json=body, headers={"Origin": "http://evil.example"}).status_code == 403
        assert browser.post(url, json=body, headers={"Origin": server.url}).status_code == 200
        assert browser.get(url, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert browser.get(url, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_other_sites_are_shown_only_where_a_setting_allows_it() -> None:
    strict, open_ = policy(Settings()), policy(Settings(external_images=True, external_frames=True))
    assert "img-src 'self' data: blob:; frame-src 'self';" in strict
    assert "img-src 'self' data: blob: https: http:; frame-src 'self' https: http:;" in open_
    assert all("script-src" not in one and one.startswith("default-src 'self';") for one in (strict, open_))


def test_pages_and_unknown_paths(server: Running) -> None:
    missing = httpx.get(f"{server.url}/api/v1/nothing", headers=server.headers)
    assert missing.status_code == 404 and "/api/v1/nothing" in missing.json()["errors"][0]
    assert httpx.get(f"{server.url}/..%2f..%2fetc/passwd").text.find("root:") == -1
    health = httpx.get(f"{server.url}/health")
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
