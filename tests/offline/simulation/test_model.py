"""How a recording is asked."""

import pickle

import pytest

from offline.simulation.runner import Recording, Secret
from offline.simulation.values import is_unknown


def test_asking_for_a_resource_that_is_not_there_lists_those_that_are(applied: Recording) -> None:
    with pytest.raises(LookupError, match=r"no resource is named 'databse'; candidates:"):
        applied.named("databse")
    with pytest.raises(LookupError, match=r"several resources are named 'network'[\s\S]*network  awsx:ec2:Vpc"):
        applied.named("network")
    assert applied.named("network", "awsx:ec2:Vpc").custom is False
    assert [resource.name for resource in applied.of("aws:s3/bucket:Bucket")] == ["copy"]


@pytest.mark.parametrize("which", ["planned", "applied"])
def test_a_recording_survives_the_way_to_another_process(which: str, request: pytest.FixtureRequest) -> None:
    recording: Recording = request.getfixturevalue(which)
    copy: Recording = pickle.loads(pickle.dumps(recording))  # noqa: S301  pickled here
    assert copy == recording
    assert copy.named("database-key").outputs == recording.named("database-key").outputs
    password = copy.named("database-password").outputs["result"]
    assert isinstance(password, Secret)
    assert is_unknown(password) == is_unknown(recording.named("database-password").outputs["result"])
