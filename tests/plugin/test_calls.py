"""The plugin as the engine runs it: a process of its own, called over gRPC."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
import pytest
from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.rpc import wrap_rpc_secret

from offer_resources.door.protocol import HINTS
from offer_resources.door.tokens import PLUGIN
from offer_resources.emulator import Answer, Emulator, running
from offer_resources.plugin.wire import Properties
from tests.dynamic.calls import HostError
from tests.dynamic.emulated import ORG, config_of
from tests.dynamic.host import Host

PLACE = {"org": ORG, "sandbox": "dev"}
URN = "urn:pulumi:dev::offers::aep:index:FallbackOffer::summer"
DEFAULT = "urn:pulumi:dev::offers::pulumi:providers:aep::default_0_2_0"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def config(emulator: Emulator) -> dict[str, Any]:
    """The settings as a default provider of the package gets them."""
    return {key.removeprefix("aep:"): value for key, value in config_of(emulator).items()}


@pytest.fixture(scope="module")
def plugin(emulator: Emulator) -> Iterator[Any]:
    """The calls of a configured plugin."""
    with Host(config_of(emulator), door=PLUGIN) as host:
        yield host.stub


def struct(**values: Any) -> Any:
    found = struct_pb2.Struct()
    found.update(values)
    return found


def refusal(call: Any, request: Any) -> str:
    """Return what the plugin says when it refuses."""
    with pytest.raises(grpc.RpcError) as error:
        call(request)
    return str(error.value.details())


def failures(answer: Any) -> list[tuple[str, str]]:
    return [(one.property, one.reason) for one in answer.failures]


def test_the_plugin_ends_when_it_is_told_to(emulator: Emulator) -> None:
    with Host(config_of(emulator), door=PLUGIN) as host:
        os.kill(host.pid, signal.SIGTERM)
        host.wait()


def test_a_setting_that_is_wrong_is_a_failure_of_the_provider(plugin: Any, config: dict[str, Any]) -> None:
    news = struct(**{**config, "onConflikt": "stop"})

    assert failures(plugin.CheckConfig(pb.CheckRequest(urn=DEFAULT, news=news))) == [
        ("", "aep:onConflikt is not a setting: did you mean aep:onConflict?")
    ]


def test_credentials_are_secret_whatever_the_program_says(plugin: Any, config: dict[str, Any]) -> None:
    checked = plugin.CheckConfig(pb.CheckRequest(urn=DEFAULT, news=struct(**config)))

    assert checked.inputs == struct(**{**config, "clientSecret": wrap_rpc_secret("emulator-secret")})


@pytest.mark.parametrize(
    ("provider", "given", "is_own"),
    [
        ("mine", {}, True),
        ("default-two", {}, True),
        ("default", {}, False),
        # What our `Sandbox` says of a credential that it has copied from the stack.
        ("mine", {"ownCredential": False}, False),
    ],
)
def test_a_provider_of_another_language_uses_its_own_credential(
    emulator: Emulator, provider: str, given: dict[str, bool], is_own: bool
) -> None:
    """The environment's is the same for every sandbox, and wins over the stack's alone."""
    env = {"AEP_CLIENT_ID": "theirs", "AEP_CLIENT_SECRET": "wrong"}
    with Host(config_of(emulator, **given), door=PLUGIN, env=env, provider=provider) as host:
        if is_own:
            host.offers.up({"name": "Own"})
        else:
            with pytest.raises(HostError, match=r"^AuthenticationError: "):
                host.offers.up({"name": "Own"})


def test_a_provider_of_another_language_has_the_settings_of_the_stack(emulator: Emulator) -> None:
    """For what the program does not give. The engine has them in the plugin's environment alone, as text.

    It does not say which of them are secret, so state keeps all that are copied as secrets.
    """
    stack = {key.removeprefix("aep:"): value for key, value in config_of(emulator, maxConcurrency="2").items()}
    env = {"PULUMI_CONFIG": json.dumps({**stack, "door": "plugin", "maxDeletes": "1"})}
    with Host({"aep:sandbox": "stage"}, door=PLUGIN, env=env, provider="mine") as host:
        stored = host.offers.up({"name": "Of stage"}).outs
        urn = DEFAULT.replace("default", "mine")
        copied = host.stub.CheckConfig(pb.CheckRequest(urn=urn, news=struct(sandbox="stage")))
        news = struct(sandbox="stage", ownCredential=True, accessToken="theirs")
        ours = host.stub.CheckConfig(pb.CheckRequest(urn=urn, news=news))

    assert (stored["org"], stored["sandbox"]) == (ORG, "stage")
    assert copied.inputs["orgId"] == struct(orgId=wrap_rpc_secret(ORG))["orgId"]
    # Our `Sandbox` has decided in the program what it copies.
    assert ours.inputs.fields.keys() == {"sandbox", "ownCredential", "accessToken"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "aep:orgId is not set: `pulumi config set aep:orgId …`"),
        (
            {"orgId": ORG, "clientSecret": ""},
            "aep:clientSecret is empty: give the provider a client secret or an access token, or neither, and it uses"
            " the stack's",
        ),
    ],
)
def test_what_neither_the_provider_nor_the_stack_has_is_said(
    emulator: Emulator, given: dict[str, str], said: str
) -> None:
    config = {"aep:sandbox": "stage", **{f"aep:{key}": value for key, value in given.items()}}
    stack = {"clientId": "emulator", "clientSecret": "emulator-secret"}
    with (
        pytest.raises(HostError) as error,
        Host(config, door=PLUGIN, env={"PULUMI_CONFIG": json.dumps(stack)}, provider="mine"),
    ):
        pass

    assert str(error.value) == said


def test_other_settings_replace_nothing(plugin: Any) -> None:
    """Not even where the settings are those of the other door's provider: every resource would go with it."""
    olds, news = struct(**{"aep:sandbox": "dev", "aep:clientId": "a"}), struct(sandbox="dev", clientId="b")
    answer = plugin.DiffConfig(pb.DiffRequest(olds=olds, news=news))

    assert (list(answer.diffs), list(answer.replaces)) == (["clientId"], [])


def test_a_program_of_another_version_is_refused(plugin: Any) -> None:
    """What is hidden has another meaning there."""
    with pytest.raises(grpc.RpcError) as error:
        plugin.Check(pb.CheckRequest(urn=URN, news=struct(name="Summer", __about={"version": "9.9"})))

    assert error.value.details().startswith("ConfigError: the program's offer_resources is 9.9, and the plugin ")


def test_a_problem_of_a_secret_does_not_show_it(plugin: Any) -> None:
    """The engine would print the value of the property that a failure names."""
    status = wrap_rpc_secret("hush-hush")
    answer = plugin.Check(
        pb.CheckRequest(urn=URN, news=struct(name="Summer", status=status, tags=[wrap_rpc_secret(1)]))
    )

    assert [name for name, _ in failures(answer)] == ["", ""]
    assert "hush-hush" not in str(failures(answer))


def test_a_problem_shows_no_value_as_go_writes_it(plugin: Any) -> None:
    """The engine prints that of the property that a failure names: `map[…]`, `<nil>`."""
    news = struct(channel="web", componentType="video", description={"en": "Banner"})
    answer = plugin.Check(pb.CheckRequest(urn=URN.replace("FallbackOffer", "Placement"), news=news))

    assert sorted(failures(answer)) == [
        ("", "description: got an object, wanted text"),
        ("", "name: got nothing, wanted text that is not empty"),
        ("componentType", 'got "video", wanted one of html, text, json, imagelink, html-template, text-template'),
    ]


@pytest.mark.parametrize("name", ["Summer", wrap_rpc_secret("hush-hush")], ids=["plain", "secret"])
def test_what_state_says_is_secret_is_in_no_message(plugin: Any, emulator: Emulator, name: Any) -> None:
    """Of a refresh, an update and a delete; a name that is not secret is in all of them."""
    text = wrap_rpc_secret("hush-hush, too")
    inputs = plugin.Check(pb.CheckRequest(urn=URN, news=struct(name=name, description=text))).inputs
    made = plugin.Create(pb.CreateRequest(urn=URN, properties=inputs))
    place = {"org": made.properties["org"], "sandbox": made.properties["sandbox"]}
    emulator.edit(made.id, [{"op": "replace", "path": "/description", "value": "hush, theirs"}], **place)
    emulator.fault(Answer(status=403), method="GET", path="/offers", times=0)
    news = plugin.Check(pb.CheckRequest(urn=URN, olds=inputs, news=struct(name=name))).inputs

    told = [refusal(plugin.Read, pb.ReadRequest(urn=URN, id=made.id, properties=made.properties))]
    emulator.clear_faults()
    told += [
        refusal(plugin.Update, pb.UpdateRequest(urn=URN, id=made.id, olds=made.properties, news=news)),
        refusal(plugin.Delete, pb.DeleteRequest(urn=URN, id=made.id, properties=made.properties)),
    ]

    called = f'fallback offer "{name if name == "Summer" else "[secret]"}" ({made.id}) in sandbox dev'
    assert [called in text for text in told] == [True, True, True]
    assert "description: theirs [secret], ours [secret]" in told[1]
    assert "hush" not in str(told)


def test_a_type_of_another_package(plugin: Any) -> None:
    with pytest.raises(grpc.RpcError) as error:
        plugin.Check(pb.CheckRequest(urn=URN.replace("FallbackOffer", "Bucket"), news=struct(name="Summer")))

    assert "aep:index:Bucket is not of this package, which has " in error.value.details()


def found(plugin: Any, **given: Any) -> Any:
    """Return the offer that `getFallbackOffer` finds."""
    answer = plugin.Invoke(pb.InvokeRequest(tok="aep:index:getFallbackOffer", args=struct(**given)))
    assert failures(answer) == []
    return getattr(answer, "return")


def not_found(plugin: Any, **given: Any) -> list[tuple[str, str]]:
    """Return property and reason of what `getFallbackOffer` refuses."""
    return failures(plugin.Invoke(pb.InvokeRequest(tok="aep:index:getFallbackOffer", args=struct(**given))))


def test_a_function_finds_by_id_and_by_name(plugin: Any, emulator: Emulator) -> None:
    """In a preview too, which is the same call; the id is that of the object, whichever way it was found."""
    id_ = emulator.create("fallback-offer", {"name": "Autumn", "status": "approved"}, **PLACE)

    by_name = found(plugin, name="Autumn")

    assert (by_name["id"], by_name["name"], by_name["status"]) == (id_, "Autumn", "approved")
    assert found(plugin, id=id_) == by_name


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "Twice"}, 'LookupFailedError: find fallback offer "Twice" in sandbox dev: 2 have this name: '),
        ({"name": "None"}, 'LookupFailedError: find fallback offer "None" in sandbox dev: none has this name'),
        (
            {"id": "dps:fallback-offer:0"},
            "OfferNotFoundError: read fallback offer (dps:fallback-offer:0) in sandbox dev: 404 ",
        ),
        ({"id": "a b"}, "OfferResourcesError: read fallback offer (a b) in sandbox dev: that is not an id: "),
    ],
)
def test_a_function_that_finds_nothing_says_why(
    plugin: Any, emulator: Emulator, given: dict[str, str], said: str
) -> None:
    for _ in range(2):
        emulator.create("fallback-offer", {"name": "Twice", "status": "draft"}, **PLACE)
    ((name, reason),) = not_found(plugin, **given)

    assert [name] == [*given]
    assert reason.startswith(said)
    assert "\n" not in reason


def test_what_a_secret_finds_is_secret(plugin: Any, emulator: Emulator) -> None:
    emulator.create("fallback-offer", {"name": "hush-hush", "status": "draft"}, **PLACE)
    offer = found(plugin, name=wrap_rpc_secret("hush-hush"))

    assert offer["name"] == struct(name=wrap_rpc_secret("hush-hush"))["name"]
    assert Properties.of(offer).secret == offer.fields.keys()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "hush-husk"}, 'find fallback offer "[secret]" in sandbox dev: none has this name. Correct'),
        ({"id": "dps:hush-husk"}, "read fallback offer ([secret]) in sandbox dev: 404 "),
        ({"id": "hush husk"}, "read fallback offer ([secret]) in sandbox dev: that is not an id"),
    ],
)
def test_a_secret_that_finds_nothing_is_not_shown(
    plugin: Any, emulator: Emulator, given: dict[str, str], said: str
) -> None:
    """Nor is a name that is close to it."""
    emulator.create("fallback-offer", {"name": "hush-hush", "status": "draft"}, **PLACE)
    ((_, reason),) = not_found(plugin, **{by: wrap_rpc_secret(value) for by, value in given.items()})

    assert said in reason
    assert "hus" not in reason


def test_a_secret_that_is_no_text_is_not_shown(plugin: Any) -> None:
    refused = not_found(plugin, name=wrap_rpc_secret(4711))

    assert refused == [("name", "got [secret], wanted text that is not empty")]


@pytest.mark.parametrize("is_checked", [True, False])
def test_a_name_that_one_of_two_equal_resources_calls_secret(plugin: Any, emulator: Emulator, is_checked: bool) -> None:
    """Whichever is checked last; and where no check came before, by what the engine says."""
    name = f"hush-{is_checked}"
    secret = struct(name=wrap_rpc_secret(name), **PLACE)
    if is_checked:
        for given in (secret, struct(name=name)):
            checked = plugin.Check(pb.CheckRequest(urn=URN, news=given)).inputs
        secret = checked
    emulator.fault(Answer(status=403), method="POST", path="/offers")
    refused = refusal(plugin.Create, pb.CreateRequest(urn=URN, properties=secret))

    assert 'create fallback offer "[secret]" in sandbox dev' in refused
    assert "hush" not in refused


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ("id or name", "got nothing, wanted id or name")),
        ({"id": "x", "name": "Summer"}, ("id and name", "got id and name, wanted id or name")),
        ({"offerName": "Summer"}, ("offerName", "got offerName, wanted id or name")),
        ({"name": " "}, ("name", 'got " ", wanted text that is not empty')),
        ({"id": 5}, ("id", "got the number 5, wanted text that is not empty")),
    ],
)
def test_a_function_needs_an_id_or_a_name(plugin: Any, given: dict[str, Any], said: tuple[str, str]) -> None:
    """Languages print the property in brackets at the end, so it is never empty."""
    assert not_found(plugin, **given) == [said]


def test_a_run_of_another_language_deletes_no_more_than_it_may(emulator: Emulator) -> None:
    """What a program in Python has declared is its own guard's affair; without the variable nothing is counted."""
    ids = [emulator.create("fallback-offer", {"name": str(number), "status": "draft"}, **PLACE) for number in range(5)]
    theirs, ours = ids[:3], ids[3:]
    with Host(config_of(emulator), door=PLUGIN, env={"OFFERS_MAX_DELETES": "2"}) as host:
        for id_ in ours:
            host.offers.delete(id_, PLACE)
        deletes = [pb.DeleteRequest(urn=URN, id=id_, properties=struct(**PLACE)) for id_ in theirs]
        for request in deletes[:2]:
            host.stub.Delete(request)
        with pytest.raises(grpc.RpcError) as error:
            host.stub.Delete(deletes[2])

    assert error.value.details() == (
        f"OfferResourcesError: delete fallback offer summer ({theirs[2]}): not deleted, as OFFERS_MAX_DELETES lets"
        " this run delete 2. If more is meant, as in a destroy, run again with a higher number or without that variable"
    )
    left = {offer["id"] for offer in emulator.objects("fallback-offer", **PLACE)}
    assert left.isdisjoint([*ours, *theirs[:2]])
    assert theirs[2] in left


def test_the_objects_of_a_program_in_python_count_in_a_run_of_another_language(emulator: Emulator) -> None:
    """Its guard does not run there; and what only that program heeds is said, once."""
    ids = [emulator.create("fallback-offer", {"name": f"{n} of Python", "status": "draft"}, **PLACE) for n in range(2)]
    config = config_of(emulator, maxDeletes="1", checks="stop")
    with Host(config, door=PLUGIN, env={"OFFERS_MAX_DELETES": "1"}) as host:
        for name in ("Summer", "Winter"):
            host.stub.Check(pb.CheckRequest(urn=URN, news=struct(name=name)))
        host.offers.delete(ids[0], PLACE)
        with pytest.raises(HostError, match=r"not deleted, as OFFERS_MAX_DELETES lets this run delete 1\."):
            host.offers.delete(ids[1], PLACE)
        said = host.stderr.splitlines()

    assert said == [
        "aep:maxDeletes does nothing in a program without the Python classes: set OFFERS_MAX_DELETES in the environment"
        " of `pulumi up` in its place (docs/doors.md)",
        "aep:checks does nothing in a program without the Python classes: there are no checks across objects: set"
        " nothing, or write the program in Python (docs/doors.md)",
    ]


@pytest.fixture
def engine() -> Iterator[str]:
    """The address of an engine that nothing else in this file has."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def test_the_objects_of_the_dynamic_door_count_in_a_run_of_another_language(emulator: Emulator, engine: str) -> None:
    """Their process sees no program at all, and the plugin's does. In a destroy neither does, and nothing counts."""
    ids = [emulator.create("fallback-offer", {"name": f"{n} of 2", "status": "draft"}, **PLACE) for n in range(2)]
    config, env = config_of(emulator), {"OFFERS_MAX_DELETES": "1"}
    with (
        Host(config, engine=engine, env=env) as dynamic,
        Host(config, door=PLUGIN, engine=engine, env=env) as plugin,
    ):
        plugin.stub.Check(pb.CheckRequest(urn=URN, news=struct(name="Summer")))
        dynamic.offers.delete(ids[0], PLACE)
        with pytest.raises(HostError, match=r"not deleted, as OFFERS_MAX_DELETES lets this run delete 1\."):
            dynamic.offers.delete(ids[1], PLACE)
    assert ids[1] in {offer["id"] for offer in emulator.objects("fallback-offer", **PLACE)}

    with Host(config, env={"OFFERS_MAX_DELETES": "0"}) as dynamic:
        dynamic.offers.delete(ids[1], PLACE)
    assert ids[1] not in {offer["id"] for offer in emulator.objects("fallback-offer", **PLACE)}


def test_the_guard_of_a_program_in_python_has_counted_whatever_it_deletes(emulator: Emulator) -> None:
    """What another language has made too."""
    id_ = emulator.create("fallback-offer", {"name": "Of YAML", "status": "draft"}, **PLACE)
    config = config_of(emulator, maxDeletes="1", checks="stop")
    with Host(config, door=PLUGIN, env={"OFFERS_MAX_DELETES": "0"}) as host:
        host.offers.check({"name": "Summer", HINTS: {"stack": "offers/dev"}})
        host.stub.Delete(pb.DeleteRequest(urn=URN, id=id_, properties=struct(**PLACE)))

        assert host.stderr == ""


def test_a_limit_on_deletes_that_is_no_number(emulator: Emulator) -> None:
    """It is said at the provider, as a setting is."""
    with (
        pytest.raises(HostError, match=r"^OFFERS_MAX_DELETES got 'few', takes a whole number"),
        Host(config_of(emulator), door=PLUGIN, env={"OFFERS_MAX_DELETES": "few"}),
    ):
        pass


def test_a_preview_creates_nothing_and_knows_no_id(plugin: Any, emulator: Emulator) -> None:
    inputs = plugin.Check(pb.CheckRequest(urn=URN, news=struct(name="Summer"))).inputs
    emulator.clear_requests()
    answer = plugin.Create(pb.CreateRequest(urn=URN, properties=inputs, preview=True))

    assert (answer.id, answer.properties, emulator.requests) == ("", inputs, [])


def test_an_unchanged_member_that_becomes_secret_is_so_as_a_whole(plugin: Any) -> None:
    """The engine then makes the output in state secret too, without an update. One that changes keeps its places."""
    tags = ["open", "hush"]
    before = plugin.Check(pb.CheckRequest(urn=URN, news=struct(name="Summer", tags=tags))).inputs
    made = plugin.Create(pb.CreateRequest(urn=URN, properties=before))

    def checked(tags: list[Any]) -> Any:
        return plugin.Check(pb.CheckRequest(urn=URN, olds=before, news=struct(name="Summer", tags=tags))).inputs

    same = checked(["open", wrap_rpc_secret("hush")])
    diff = plugin.Diff(pb.DiffRequest(urn=URN, id=made.id, olds=made.properties, old_inputs=before, news=same))

    assert same["tags"] == struct(tags=wrap_rpc_secret(tags))["tags"]
    assert diff.changes == pb.DiffResponse.DIFF_NONE
    assert checked(["new", wrap_rpc_secret("hush")])["tags"] == struct(tags=["new", wrap_rpc_secret("hush")])["tags"]


@pytest.mark.parametrize("secret", [[wrap_rpc_secret("hush")], wrap_rpc_secret(["hush"])], ids=["inside", "whole"])
def test_an_update_after_an_import_makes_secret_what_the_program_says(
    plugin: Any, emulator: Emulator, secret: Any
) -> None:
    """It sends nothing; the next comparison finds nothing to do."""
    id_ = emulator.create("fallback-offer", {"name": "Theirs", "status": "draft", "tags": ["hush"]}, **PLACE)
    read = plugin.Read(pb.ReadRequest(urn=URN, id=id_))
    news = struct(name="Theirs", status="draft", tags=secret)
    inputs = plugin.Check(pb.CheckRequest(urn=URN, olds=read.inputs, news=news)).inputs
    emulator.clear_requests()

    def difference(olds: Any, old_inputs: Any) -> Any:
        return plugin.Diff(pb.DiffRequest(urn=URN, id=id_, olds=olds, old_inputs=old_inputs, news=inputs)).changes

    assert difference(read.properties, read.inputs) == pb.DiffResponse.DIFF_SOME
    updated = plugin.Update(pb.UpdateRequest(urn=URN, id=id_, olds=read.properties, news=inputs)).properties
    assert Properties.of(updated).secret == {"tags"}
    assert difference(updated, inputs) == pb.DiffResponse.DIFF_NONE
    assert [request.method for request in emulator.requests] == ["GET"]


@pytest.mark.parametrize("given", [{}, {"name": "Other"}], ids=["by id", "with a state"])
def test_get_of_another_language_is_a_look_up(plugin: Any, emulator: Emulator, given: dict[str, str]) -> None:
    """It has all members each time, takes in nothing, and a missing object is an error."""
    id_ = emulator.create("fallback-offer", {"name": "Read", "status": "draft"}, **PLACE)
    # The engine passes what the program gives twice, and of an import nothing.
    given = struct(**given)

    def read(id_: str) -> Any:
        return plugin.Read(pb.ReadRequest(urn=URN, id=id_, properties=given, inputs=given))

    found = read(id_)

    assert (found.id, found.properties["name"], found.properties["status"]) == (id_, "Read", "draft")
    assert "adoption" not in found.properties.fields
    assert read(id_) == found
    with pytest.raises(grpc.RpcError, match=r"OfferNotFoundError: read fallback offer \(dps:fallback-offer:0\)"):
        read("dps:fallback-offer:0")
    plugin.Delete(pb.DeleteRequest(urn=URN, id=id_, properties=struct(**PLACE)))
    assert id_ not in {offer["id"] for offer in emulator.objects("fallback-offer", **PLACE)}
