"""Commands about who may sign in to the dashboards."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.config import find_home
from cmxero.core.roles import MEANING, Role
from cmxero.output import Speaker
from cmxero.users import User, Users

app = typer.Typer(
    no_args_is_help=True,
    help="Who may sign in to the dashboards of `cmxero serve`, and what each of them may do.",
)
NameArgument = Annotated[str, typer.Argument(help="As it will stand in every decision.")]
RoleOption = Annotated[
    Role, typer.Option(help=". ".join(f"{role}: {words}" for role, words in MEANING.items()))
]
StdinOption = Annotated[
    bool, typer.Option("--stdin", help="Take the password from the first line of the input.")
]


@app.command()
def add(
    name: NameArgument,
    role: RoleOption,
    home: HomeOption = None,
    stdin: StdinOption = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Comes in by the company's sign-in only.")
    ] = False,
) -> None:
    """Let somebody in; the password is asked for twice."""
    users, speaker = _users(home), Speaker(as_json=False)
    made = users.add(name, role, None if no_password else _password(from_stdin=stdin))
    speaker.say(f"{made.name} may sign in. Role '{made.role}': {MEANING[made.role]}.")


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """Everybody who may sign in."""
    users, speaker = _users(home).all(), Speaker(as_json=json)
    rows = [(user.name, user.role.value, _way(user)) for user in users]
    if rows:
        speaker.table("Users", ("Name", "Role", "Signs in with"), rows)
    else:
        speaker.say("Nobody: on this machine the dashboards open without sign-in.")
    speaker.answer(
        {
            "users": [
                {"name": user.name, "role": user.role.value, "password": bool(user.password)}
                for user in users
            ]
        }
    )


@app.command("role")
def set_role(
    name: NameArgument,
    role: Annotated[Role, typer.Argument(help="view, resolve or approve")],
    home: HomeOption = None,
) -> None:
    """Give somebody another role; their open pages end within a minute."""
    changed = _users(home).set_role(name, role)
    Speaker(as_json=False).say(f"{changed.name} has the role '{role}' now: {MEANING[role]}.")


@app.command("password")
def set_password(name: NameArgument, home: HomeOption = None, stdin: StdinOption = False) -> None:
    """Give somebody another password; where they are signed in, that ends."""
    users = _users(home)
    changed = users.set_password(name, _password(from_stdin=stdin))
    Speaker(as_json=False).say(f"{changed.name} has a new password.")


@app.command()
def remove(name: NameArgument, home: HomeOption = None) -> None:
    """Let somebody in no longer; their decisions stay."""
    users, speaker = _users(home), Speaker(as_json=False)
    gone = users.remove(name)
    speaker.say(f"{gone.name} may no longer sign in. Their decisions stay as they are.")
    if not users.all():
        speaker.say("Nobody is left: on this machine the dashboards open without sign-in.")


def _users(home: Path | None) -> Users:
    return Users(find_home(home).users_file)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _way(user: User) -> str:
    return "password" if user.password else "the company's sign-in"
