"""What the product's code and data name and nothing of the product uses, each with the reason why it stays.

The list only grows shorter, but for what a coming part needs: `NOT_YET` says which part that is.
"""

from typing import Final

WHOLE_DAY: Final = "not yet: the whole day"
PAPERS: Final = "not yet: own estate and papers"
DESK: Final = "not yet: trends, light table and notices"
GIVEN: Final = "for readers of the given file; checked at load"
FRAMEWORK: Final = "read by the framework"
TESTS: Final = "a seam: tests look or reach in here"

MARK: Final = "says what it waits for"

# file: {name: reason}
UNUSED: Final[dict[str, dict[str, str]]] = {
    "app/domain/calendar.py": {"safe_deadline": WHOLE_DAY, "escalates_at": WHOLE_DAY},
    "app/domain/case_steps.py": {"things_left": WHOLE_DAY},
    "app/domain/cases.py": {"tells": WHOLE_DAY, "deadline_setting": WHOLE_DAY},
    "app/domain/catalogue.py": {"asked_at": GIVEN},
    "app/domain/crash.py": {"set_hook": TESTS},
    "app/domain/estate.py": {"fictitious": PAPERS},
    "app/domain/estate_parts.py": {"type_label": PAPERS, "trees": PAPERS, "applied": PAPERS},
    "app/domain/items.py": {"basis": GIVEN, "per": GIVEN},
    "app/domain/protocol_steps.py": {"basis": GIVEN},
    "app/domain/protocols.py": {"closes_when": GIVEN, "basis": GIVEN, "not_yet": MARK, "on_forms": PAPERS},
    "app/domain/records.py": {"closed_how": PAPERS},
    "app/domain/register.py": {"key_held": WHOLE_DAY},
    "app/domain/setting_kinds.py": {"critical_any_time": WHOLE_DAY},
    "app/domain/settings.py": {"not_yet": MARK},
    "app/domain/story.py": {"shows": GIVEN, "wrong_numbers": GIVEN},
    "app/domain/task_book.py": {"closed_how": PAPERS},
    "app/domain/task_moves.py": {"closed_how": PAPERS},
    "app/hosts/scripted.py": {"TestHost": TESTS},
    "app/main.py": {"warm": "called by the browser's worker"},
    "app/patrol/acts.py": {"sign_in_by_photo": WHOLE_DAY},
    "app/store/identity.py": {"put_credential": TESTS},
    "app/store/photos.py": {"photo_state": TESTS},
    "app/sync/exchange.py": {"deleted": TESTS},
    "app/sync/photos.py": {"copies": TESTS},
    "app/sync/state.py": {"copies": TESTS, "deleted": TESTS},
    "app/ui/basics.py": {"expand_loose": FRAMEWORK},
    "app/ui/session.py": {"theme_mode": FRAMEWORK, "dark_theme": FRAMEWORK, "locale_configuration": FRAMEWORK},
    "app/hosts/browser_fetch.py": {"handle_async_request": FRAMEWORK},
    "app/hosts/phone_device.py": {"on_app_lifecycle_state_change": FRAMEWORK},
    "app/store/engine.py": {"isolation_level": FRAMEWORK},
    "sync_server/blobs/ledger.py": {"dhash": DESK},
    "sync_server/blobs/verify.py": {"NEAR": DESK, "distance": DESK},
    "sync_server/config.py": {
        "in_folder": TESTS,
        "dotenv_settings": FRAMEWORK,
        "env_settings": FRAMEWORK,
        "env_vars": FRAMEWORK,
        "file_secret_settings": FRAMEWORK,
        "settings_cls": FRAMEWORK,
        "settings_customise_sources": FRAMEWORK,
    },
    "sync_server/db/engine.py": {"isolation_level": FRAMEWORK},
    "sync_server/db/people_tables.py": {"created_at": PAPERS, "last_seen": PAPERS, "issued_at": PAPERS},
    "sync_server/db/photo_tables.py": {"dhash": DESK},
    "sync_server/db/records.py": {"drop_record": WHOLE_DAY},
    "sync_server/ingest/push.py": {"last_seen": PAPERS},
    "sync_server/people/sign_in.py": {"last_seen": PAPERS},
    "sync_server/seed/codes.py": {"flavor": FRAMEWORK},
    "webapp/fonts.py": {"missing_code_points": TESTS, "recalcTimestamp": FRAMEWORK},
    "webapp/pack.py": {"unpack": TESTS},
}
