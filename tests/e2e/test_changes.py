"""What a person sees and what goes over the wire when a program changes."""

from __future__ import annotations

import json

from offer_resources.emulator import Emulator
from tests.e2e.stack import ORG, Stack
from tests.support.log import patches, posts, wire

ONE_OFFER = """
    banner = Placement("banner", name="Web banner", channel="web", component_type="html")
    offer = FallbackOffer(
        "summer",
        name="Summer fallback",
        description="Shown when nothing else qualifies",
        status="approved",
        representations=[
            Representation(
                placement=banner.id,
                channel="web",
                components=[
                    Component(type="html", format="text/html", content="<h1>Hello</h1>", language=["en-us"]),
                    Component(type="text", format="text/plain", content="Hello"),
                ],
            )
        ],
        characteristics={"theme": "summer"},
    )
    pulumi.export("id", offer.id)
    pulumi.export("etag", offer.etag)
"""


def test_up_creates_with_one_post_each(stack: Stack, emulator: Emulator) -> None:
    """A create is one POST with the documented body, after one look a family; state keeps id and integer etag."""
    stack.program(ONE_OFFER).up("--skip-preview").succeeded()

    placement = stack.ids("Placement")["banner"]
    assert wire(emulator) == [("LIST", "placements"), ("POST", "placements"), ("LIST", "offers"), ("POST", "offers")]
    assert posts(emulator)[1] == {
        "name": "Summer fallback",
        "description": "Shown when nothing else qualifies",
        "status": "approved",
        "representations": [
            {
                "placement": placement,
                "channel": "https://ns.adobe.com/xdm/channel-types/web",
                "components": [
                    {"type": "html", "format": "text/html", "content": "<h1>Hello</h1>", "language": ["en-us"]},
                    {"type": "text", "format": "text/plain", "content": "Hello"},
                ],
            }
        ],
        "characteristics": {"theme": "summer"},
    }
    assert stack.outputs() == {"id": stack.offers()[0]["id"], "etag": 1}


def test_second_preview_and_up_are_empty_and_send_nothing(stack: Stack, emulator: Emulator) -> None:
    """No change is no request."""
    stack.program(ONE_OFFER).up("--skip-preview").succeeded()
    emulator.clear_requests()

    stack.preview("--expect-no-changes").succeeded()
    stack.up("--skip-preview").succeeded()

    assert wire(emulator) == []


def test_preview_shows_just_the_changed_line(stack: Stack, emulator: Emulator) -> None:
    """A preview prints old and new of what changes, nothing around it, and sends nothing."""
    stack.program(ONE_OFFER).up("--skip-preview").succeeded()
    emulator.clear_requests()

    shown = stack.program(ONE_OFFER.replace("nothing else", "no other offer")).preview().succeeded().out

    changed = [line.strip() for line in shown.splitlines() if line.strip().startswith(("~ ", "+ ", "- "))]
    assert changed == [
        "~ pulumi-python:dynamic/offers:FallbackOffer: (update)",
        '~ description: "Shown when nothing else qualifies" => "Shown when no other offer qualifies"',
        "~ 1 to update",
    ]
    assert wire(emulator) == []


def test_changed_member_is_one_get_and_one_patch(stack: Stack, emulator: Emulator) -> None:
    """An update is GET, then one PATCH with a `replace` of the changed member alone."""
    stack.program(ONE_OFFER).up("--skip-preview").succeeded()
    id_ = stack.ids()["summer"]
    emulator.clear_requests()

    stack.program(ONE_OFFER.replace("nothing else", "no other offer")).up("--skip-preview").succeeded()

    assert wire(emulator) == [("GET", f"offers/{id_}"), ("PATCH", f"offers/{id_}")]
    assert patches(emulator) == [
        [{"op": "replace", "path": "/description", "value": "Shown when no other offer qualifies"}]
    ]
    assert stack.outputs()["etag"] == 2


def test_changed_content_shows_its_path_and_keeps_what_others_added(stack: Stack, emulator: Emulator) -> None:
    """A nested change previews as its path; members of the item that we do not manage survive the PATCH."""
    stack.program(ONE_OFFER).up("--skip-preview").succeeded()
    id_ = stack.ids()["summer"]
    asset = {"op": "add", "path": "/representations/0/components/0/repo:id", "value": "urn:asset:1"}
    stack.edited_elsewhere(id_, asset)
    stack.program(ONE_OFFER.replace("<h1>Hello</h1>", "<h1>Good day</h1>"))

    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert '~ content: "<h1>Hello</h1>" => "<h1>Good day</h1>"' in shown
    component = stack.offers()[0]["representations"][0]["components"][0]
    assert (component["content"], component["repo:id"]) == ("<h1>Good day</h1>", "urn:asset:1")
    assert [operation["path"] for operation in patches(emulator)[0]] == ["/representations"]


def test_member_given_and_taken_away(stack: Stack, emulator: Emulator) -> None:
    """A member given for the first time is `add`ed; one no longer given is `remove`d; status stays as it is."""
    stack.program(ONE_OFFER).up("--skip-preview").succeeded()
    without = ONE_OFFER.replace('description="Shown when nothing else qualifies",', 'labels=["core/C1"],').replace(
        'status="approved",', ""
    )

    stack.program(without).up("--skip-preview").succeeded()

    assert patches(emulator) == [
        [{"op": "remove", "path": "/description"}, {"op": "add", "path": "/labels", "value": ["core/C1"]}]
    ]
    assert stack.offers()[0]["status"] == "approved"


def test_equal_meaning_is_no_change(stack: Stack, emulator: Emulator) -> None:
    """Other spellings, orders and empty values that mean the same are no change."""
    program = """
        one = Placement("one", name="One", channel="web", component_type="html")
        two = Placement("two", name="Two", channel="email", component_type="html")
        FallbackOffer("o", name="O", tags=TAGS, characteristics=MAP, DESCRIPTION representations=[FIRST, SECOND])
    """
    first = 'dict(placement=one.id, channel="web", components=[dict(type="html", format="text/html", content="1")])'
    second = (
        'Representation(placement=two.id, channel="https://ns.adobe.com/xdm/channel-types/email", components=['
        'Component(type="https://ns.adobe.com/experience/offer-management/content-component-html",'
        ' format="text/html", content="2")])'
    )
    values = {"TAGS": '["b", "a"]', "MAP": '{"x": "1", "y": "2"}', "DESCRIPTION": "", "FIRST": first, "SECOND": second}
    again = {"TAGS": '["a", "b"]', "MAP": '{"y": "2", "x": "1"}', "DESCRIPTION": 'description="",'}
    again |= {"FIRST": second, "SECOND": first}
    stack.program(_filled(program, values)).up("--skip-preview").succeeded()
    emulator.clear_requests()

    stack.program(_filled(program, again)).preview("--expect-no-changes").succeeded()
    stack.up("--skip-preview", "--expect-no-changes").succeeded()

    assert wire(emulator) == []


def test_unicode_and_a_large_content_arrive_whole(stack: Stack) -> None:
    """Content of 200 KB in any script is kept to the letter, and is no change afterwards."""
    program = """
        content = "<p>Zomer ☀ 夏 صيف 🏖</p>" * 8000
        p = Placement("p", name="Plaatsing ☀", channel="web", component_type="html")
        FallbackOffer("large", name="Grüße 夏", representations=[
            {"placement": p.id, "channel": "web",
             "components": [{"type": "html", "format": "text/html", "content": content}]}])
    """
    stack.program(program).up("--skip-preview", "--suppress-outputs").succeeded()

    offer = stack.offers()[0]
    assert offer["name"] == "Grüße 夏"
    assert offer["representations"][0]["components"][0]["content"] == "<p>Zomer ☀ 夏 صيف 🏖</p>" * 8000
    stack.pulumi("preview", "--stack", "dev", "--expect-no-changes").succeeded()


def test_unknown_placement_in_a_preview(stack: Stack, emulator: Emulator) -> None:
    """A placement made in the same run is unknown in the preview, and that is no problem."""
    shown = stack.program(ONE_OFFER).preview().succeeded().out

    assert "placement : [unknown]" in shown
    assert wire(emulator) == []


def test_every_problem_of_every_offer_in_one_run(stack: Stack, emulator: Emulator) -> None:
    """Bad inputs send nothing and are all told at once, without a traceback."""
    stack.program(
        """
        banner = Placement("banner", name="", channel="web", component_type="video")
        FallbackOffer("good", name="Good")
        FallbackOffer("first", name=" ", status="live")
        FallbackOffer("second", name="Second", characteristics={"size": 3}, representations=[
            Representation(placement=banner.id, channel="web", components=[
                Component(type="imagelink", format="png", content="x", link_url="nowhere", language=["e"])])])
        """
    )

    shown = stack.up().failed().out

    told = [line.strip() for line in shown.splitlines() if "wanted" in line or "__main__.py" in line]
    assert told == [
        'Placement "banner" (__main__.py, line 4):',
        "name: got an empty text, wanted text that is not empty",
        'component_type: got "video", wanted one of html, text, json, imagelink, html-template, text-template',
        'FallbackOffer "first" (__main__.py, line 6):',
        'name: got " ", wanted text that is not empty',
        'status: got "live", wanted one of draft, approved, archived',
        'FallbackOffer "second" (__main__.py, line 7):',
        'representations[0].components[0].format: got "png", wanted a MIME type such as text/html',
        'representations[0].components[0].link_url: got "nowhere", wanted an absolute URL',
        'representations[0].components[0].language[0]: got "e", wanted a language tag such as en-us',
        "representations[0].components[0].delivery_url: got nothing,"
        " wanted a value, as the component's type is imagelink",
        'representations[0].components[0].content: got "x", wanted nothing, as the component\'s type is imagelink;'
        " use delivery_url",
        "characteristics.size: got the number 3, wanted text",
    ]
    assert wire(emulator) == []


def test_replace_on_changes_is_honoured(stack: Stack) -> None:
    """A user's `replace_on_changes` replaces: a new object first, then the old one goes."""
    program = 'FallbackOffer("o", name="NAME", opts=pulumi.ResourceOptions(replace_on_changes=["name"]))'
    stack.program(program).up("--skip-preview").succeeded()
    old = stack.ids()["o"]

    shown = stack.program(program.replace("NAME", "Another")).preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert "+-pulumi-python:dynamic/offers:FallbackOffer: (replace)" in shown
    assert [offer["name"] for offer in stack.offers()] == ["Another"]
    assert stack.ids()["o"] != old


def test_destroy_deletes_once_each(stack: Stack, emulator: Emulator) -> None:
    """A destroy is one look and one DELETE an object, and one that is gone already is no trouble."""
    stack.program('FallbackOffer("a", name="A")\nFallbackOffer("b", name="B")').up("--skip-preview").succeeded()
    ids = stack.ids()
    stack.deleted_elsewhere(ids["b"])
    emulator.clear_requests()

    stack.destroy("--skip-preview").succeeded()

    assert sorted(wire(emulator)) == sorted(
        (method, f"offers/{id_}") for id_ in ids.values() for method in ("GET", "DELETE")
    )
    assert stack.offers() == []


def test_transform_sets_a_house_default(stack: Stack) -> None:
    """A stack transform that keeps the other properties can add a label to every offer."""
    stack.program(
        """
        def house(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
            if args.type_.endswith(":FallbackOffer"):
                return pulumi.ResourceTransformResult({**args.props, "labels": ["core/C1"]}, args.opts)
            return None

        pulumi.runtime.register_resource_transform(house)
        FallbackOffer("o", name="O")
        """
    ).up("--skip-preview").succeeded()

    assert stack.offers()[0]["labels"] == ["core/C1"]


def test_typed_outputs_reach_the_program(stack: Stack) -> None:
    """An etag is an integer in the program, and every documented output is there."""
    stack.program(
        """
        o = FallbackOffer("o", name="O")
        pulumi.export("next", o.etag.apply(lambda etag: str(etag + 1)))
        pulumi.export("told", pulumi.Output.json_dumps({
            "org": o.org, "sandbox": o.sandbox, "name": o.name, "by": o.created_by, "changed": o.last_modified_by,
            "created": o.created_date, "modified": o.last_modified_date, "sandbox_id": o.sandbox_id, "tags": o.tags}))
        """
    ).up("--skip-preview").succeeded()

    outputs = stack.outputs()
    told = json.loads(outputs["told"]) if isinstance(outputs["told"], str) else outputs["told"]
    assert outputs["next"] == "2"
    assert told["sandbox"] == "dev"
    assert told["created"].endswith("Z")
    assert told["sandbox_id"]
    assert told["tags"] is None


def _filled(program: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        program = program.replace(name, value)
    return program


# References to what objects do not have.
ABSENT = """
from offer_resources import Tag
banner = Placement("banner", name="Banner", channel="web", component_type="html")
tag = Tag("tag", name="Tag")
summer = FallbackOffer("summer", name="Summer")
read = FallbackOffer.get("read", "{id}")
for number, one in enumerate((banner, tag, summer, read)):
    FallbackOffer(f"like-{{number}}", name=f"Like {{number}}", description=one.description)
FallbackOffer("same", name="Same", tags=summer.tags, labels=read.labels, characteristics=summer.characteristics)
pulumi.export("sandbox id", read.sandbox_id)
"""


def test_a_reference_to_what_an_object_lacks_is_no_change(stack: Stack) -> None:
    """Through either door; the SDK alone takes it for a value that is not known yet."""
    theirs = stack.emulator.create("fallback-offer", {"name": "Theirs", "status": "draft"}, org=ORG, sandbox="dev")
    stack.program(ABSENT.format(id=theirs)).up("--skip-preview").succeeded()

    stack.preview("--expect-no-changes").succeeded()
    stack.set_config(door="plugin")
    stack.up("--skip-preview").succeeded()
    stack.preview("--expect-no-changes").succeeded()
