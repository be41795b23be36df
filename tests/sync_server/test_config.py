"""The server's settings: from the environment and a file, checked at the start, and the page that lists them."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from sync_server.config import ServerSettings, SettingsWrong
from sync_server.settings_page import names, settings_page

ROOT = Path(__file__).parents[2]


def written(folder: Path, text: str) -> dict[str, str]:
    """An environment that names a file with this text."""
    file = folder / "here.env"
    file.write_text(text, encoding="utf-8")
    return {"SETTINGS": str(file)}


def test_given_nothing_then_it_is_one_estate_on_one_box_for_this_machine_alone() -> None:
    settings = ServerSettings.from_env({})
    assert (settings.data, settings.host, settings.port) == (Path("data"), "127.0.0.1", 8000)
    assert settings.database_url == "sqlite:///data/zonewalk.sqlite"
    assert (settings.site, settings.migrate, settings.trusted_proxies) == (None, True, ())


def test_given_another_data_folder_then_its_database_lies_in_it_unless_one_is_named() -> None:
    assert ServerSettings.from_env({"DATA": "/srv/z"}).database_url == "sqlite:////srv/z/zonewalk.sqlite"
    named = {"DATA": "/srv/z", "DATABASE_URL": "postgresql+psycopg://localhost/z"}
    assert ServerSettings.from_env(named).database_url == named["DATABASE_URL"]


def test_given_a_file_then_it_is_read_and_the_environment_goes_first(tmp_path: Path) -> None:
    env = written(tmp_path, "# ours\nPORT=8123\nmigrate=0\nSESSION_LIFE=P3D\nTRUSTED_PROXIES=127.0.0.1, 10.0.0.0/8\n")
    settings = ServerSettings.from_env({**env, "PORT": "9000"})
    assert (settings.port, settings.migrate, settings.session_life) == (9000, False, timedelta(days=3))
    assert settings.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")


def test_given_an_empty_value_then_it_is_left_out() -> None:
    assert ServerSettings.from_env({"PORT": "", "DATABASE_URL": "", "SITE": ""}) == ServerSettings.from_env({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight"),
        ("PORT", "70000"),
        ("MIGRATE", "perhaps"),
        ("SITE", "/nowhere"),
        ("DATABASE_URL", "no address"),
        ("DATABASE_URL", "mysql://localhost/z"),
        ("TRUSTED_PROXIES", "10.0.0.0/40"),
        ("SESSION_LIFE", "a while"),
        ("SIGN_INS_A_MINUTE", "0"),
    ],
)
def test_given_a_wrong_one_then_it_is_named_with_what_would_be_right(name: str, value: str) -> None:
    with pytest.raises(SettingsWrong) as refused:
        ServerSettings.from_env({name: value})
    field = ServerSettings.model_fields[name.lower()]
    assert f"{name}={value} is wrong: " in str(refused.value)
    assert f"Right: {field.description}. Such as {name}=" in str(refused.value)


def test_given_several_wrong_ones_then_each_is_named_at_once() -> None:
    with pytest.raises(SettingsWrong, match=r"(?s)PORT=x is wrong.*MIGRATE=perhaps is wrong"):
        ServerSettings.from_env({"PORT": "x", "MIGRATE": "perhaps"})


def test_given_a_name_in_the_file_that_is_none_then_the_nearest_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match=r"PROT in .*here\.env is no setting\. PORT is one\."):
        ServerSettings.from_env(written(tmp_path, "PROT=8123\n"))


def test_given_a_named_file_that_is_not_there_then_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="there is no such file"):
        ServerSettings.from_env({"SETTINGS": str(tmp_path / "none.env")})


def test_given_settings_made_by_hand_then_the_environment_has_no_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "1")
    assert ServerSettings.in_folder(tmp_path).port == 8000
    with pytest.raises(ValidationError):
        ServerSettings(data=tmp_path, prot=1)  # type: ignore[call-arg]


def test_given_the_class_then_the_page_lists_each_of_its_settings_and_is_as_written() -> None:
    page = settings_page()
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page, "make settings"
    assert [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")] == names()
    assert all(field.description for field in ServerSettings.model_fields.values())
