from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.models import Agent, Tier
from conversations.models import CannedReply, Outcome
from tenants.models import Brand, Membership, Role
from tenants.queries import visible_brands


def brand_choices() -> list[tuple[str, str]]:
    return [(str(brand.uuid), brand.name) for brand in visible_brands()]


def role_choices(editor: Membership) -> list[tuple[str, str]]:
    """Owners are made by owners."""
    is_owner = editor.role == Role.OWNER
    return [(value, str(label)) for value, label in Role.choices if is_owner or value != Role.OWNER]


class BrandsField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value) -> list[Brand]:
        chosen = set(super().clean(value))
        return [brand for brand in visible_brands() if str(brand.uuid) in chosen]


class NewPersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    password = forms.CharField(
        label=gettext_lazy("First password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Leave it empty and one is made up, shown to you once."),
    )

    def __init__(self, *args, editor: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(editor)  # type: ignore[attr-defined]
        self.fields["role"].initial = Role.AGENT

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class PersonForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    is_active = forms.BooleanField(
        label=gettext_lazy("Belongs to the agency"),
        required=False,
        help_text=gettext_lazy("Without it they are out at once, and their chats are returned."),
    )

    def __init__(self, *args, editor: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(editor)  # type: ignore[attr-defined]


class AgentForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name among colleagues"), max_length=120, required=True
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Chats at once"),
        min_value=1,
        max_value=12,
        help_text=gettext_lazy("More than 4, and the answers get worse."),
    )

    @classmethod
    def for_agent(cls, agent: Agent, posted) -> "AgentForm":
        initial = {"name": agent.name, "capacity": agent.capacity}
        return cls(posted, initial=initial, prefix="agent")


class AccessForm(forms.Form):
    brands = BrandsField(label=gettext_lazy("Brands they see"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brands"].choices = brand_choices()  # type: ignore[attr-defined]


class AssignmentForm(forms.Form):
    alias = forms.CharField(
        label=gettext_lazy("Name for this brand"),
        max_length=120,
        help_text=gettext_lazy("What visitors of the brand read."),
    )
    photo = forms.CharField(
        label=gettext_lazy("Address of the photo"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A path on this server, such as /static/demo/agents/eva.svg."),
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("Team"),
        choices=Tier.choices,
        initial=Tier.PRIMARY,
        help_text=gettext_lazy("The backup is asked when nobody of the primary team is free."),
    )

    def clean_photo(self) -> str:
        photo: str = self.cleaned_data["photo"]
        if photo and (not photo.startswith("/") or photo.startswith("//")):
            raise forms.ValidationError(_("Begin with a slash: pictures come from this server."))
        return photo


class CannedForm(forms.Form):
    shortcut = forms.RegexField(
        label=gettext_lazy("Shortcut"),
        regex=r"^[\w-]+$",
        max_length=32,
        help_text=gettext_lazy("What an agent types after the slash."),
        error_messages={"invalid": gettext_lazy("Use letters, digits and hyphens only.")},
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    brand = forms.ChoiceField(label=gettext_lazy("Brand"), required=False)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=CannedReply._meta.get_field("body").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "{{visitor}}, {{brand}} and {{agent}} are filled in."
            " What stands in [brackets] the agent must write before sending."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All brands"))
        self.fields["brand"].choices = [every, *brand_choices()]  # type: ignore[attr-defined]

    def clean_brand(self) -> UUID | None:
        brand: str = self.cleaned_data["brand"]
        return UUID(brand) if brand else None


class HistoryFilter(forms.Form):
    """Filters of the history. What is not understood is not filtered by."""

    brand = forms.ChoiceField(label=gettext_lazy("Brand"), required=False)
    agent = forms.ChoiceField(label=gettext_lazy("Agent"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        agents = Agent.objects.order_by("name").values_list("uuid", "name")
        everyone = [(str(uuid), name) for uuid, name in agents]
        self._choose("brand", _("All brands"), brand_choices())
        self._choose("agent", _("All agents"), everyone)
        outcomes = [(value, str(label)) for value, label in Outcome.choices]
        self._choose("outcome", _("All outcomes"), outcomes)

    def _choose(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def lookups(self) -> dict[str, str]:
        names = {"brand": "brand__uuid", "agent": "agent__uuid", "outcome": "outcome"}
        self.is_valid()
        chosen = self.cleaned_data
        return {lookup: chosen[name] for name, lookup in names.items() if chosen.get(name)}
