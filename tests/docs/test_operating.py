"""docs/operating.md names every setting that is read from the environment, and every queue."""

import ast
import re

from django.conf import settings

READERS = {"env_bool", "env_choice", "env_database", "env_int", "env_list", "env_secret"}


def settings_read() -> set[str]:
    tree = ast.parse((settings.BASE_DIR / "config" / "settings.py").read_text())
    return {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in READERS
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_setting_is_documented():
    operating = (settings.BASE_DIR / "docs" / "operating.md").read_text()

    assert {name for name in settings_read() if f"`{name}`" not in operating} == set()
    assert "DATABASE_URL" in settings_read()


def test_the_documented_workers_take_from_every_queue():
    operating = (settings.BASE_DIR / "docs" / "operating.md").read_text()
    named = re.findall(r"celery --app=config worker --queues=([\w,]+)`", operating)
    routes = settings.CELERY_TASK_ROUTES.values()
    queues = {route["queue"] for route in routes} | {settings.CELERY_TASK_DEFAULT_QUEUE}

    assert sorted(",".join(named).split(",")) == sorted(queues)


def test_the_readme_is_short_and_shows_a_picture():
    readme = (settings.BASE_DIR / "README.md").read_text()

    assert len(readme.splitlines()) < 150
    assert (settings.BASE_DIR / "docs" / "images" / "console.png").exists()
    assert "docs/images/console.png" in readme
