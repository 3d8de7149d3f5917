"""What AWS would answer when the program looks something up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from offline.simulation.answers import ACCOUNT, Settings, partition
from offline.simulation.identity import Identity
from offline.simulation.model import OfflineError

_ZONES: Final[Mapping[str, str]] = {"us-east-1": "abcdef", "us-west-1": "ac", "us-west-2": "abcd", "ca-central-1": "abd"}
"""Letters of the zones a new account sees, where they are not a, b, c."""

Arguments = Mapping[str, Any]
Answer = dict[str, Any]


def zones(region: str) -> list[str]:
    """Availability zones of a region, in order."""
    return [f"{region}{letter}" for letter in _ZONES.get(region, "abc")]


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """Answers to the program's lookups in one region of the simulated account, whose Parameter Store holds `parameters`."""

    settings: Settings = field(default_factory=Settings)
    parameters: Mapping[str, str] = field(default_factory=dict)

    def answer(self, token: str, arguments: Arguments) -> Answer:
        """The answer to one lookup.

        Raises:
            OfflineError: the lookup is not one of those simulated.
        """
        answers: Mapping[str, Callable[[Arguments], Answer]] = {
            "aws:index/getCallerIdentity:getCallerIdentity": self._caller,
            "aws:index/getRegion:getRegion": self._region,
            "aws:index/getAvailabilityZones:getAvailabilityZones": self._zones,
            "aws:index/getPartition:getPartition": self._partition,
            "aws:route53/getZone:getZone": self._hosted_zone,
            "aws:ssm/getParametersByPath:getParametersByPath": self._parameters,
        }
        if token not in answers:
            raise OfflineError(f"the program looks up {token}, which offline/simulation/invokes.py does not answer; add it there")
        return answers[token](arguments)

    def _region_of(self, arguments: Arguments) -> str:
        return str(arguments.get("region") or self.settings.region)

    def _caller(self, _: Arguments) -> Answer:
        arn = f"arn:{self.settings.partition}:iam::{ACCOUNT}:root"
        return {"accountId": ACCOUNT, "arn": arn, "id": ACCOUNT, "userId": ACCOUNT}

    def _region(self, arguments: Arguments) -> Answer:
        region = self._region_of(arguments)
        return {"id": region, "name": region, "region": region, "description": region, "endpoint": f"ec2.{region}.amazonaws.com"}

    def _zones(self, arguments: Arguments) -> Answer:
        region = self._region_of(arguments)
        excluded = {*arguments.get("excludeNames", []), *arguments.get("excludeZoneIds", [])}
        names = [name for name in zones(region) if name not in excluded]
        ids = [f"{region}-az{number}" for number in range(1, len(names) + 1)]
        return {"id": region, "region": region, "names": names, "zoneIds": ids, "groupNames": [region]}

    def _partition(self, _: Arguments) -> Answer:
        name = partition(self.settings.region)
        suffix = "amazonaws.com.cn" if name == "aws-cn" else "amazonaws.com"
        return {"id": name, "partition": name, "dnsSuffix": suffix, "reverseDnsPrefix": ".".join(reversed(suffix.split(".")))}

    def _hosted_zone(self, arguments: Arguments) -> Answer:
        name = str(arguments.get("name", "example.com")).removesuffix(".")
        zone = str(arguments.get("zoneId") or f"Z{Identity(name).upper(20)}")
        return {
            "id": zone,
            "zoneId": zone,
            "name": name,
            "arn": f"arn:{self.settings.partition}:route53:::hostedzone/{zone}",
            "privateZone": bool(arguments.get("privateZone", False)),
            "nameServers": ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"],
            "primaryNameServer": "ns-1.awsdns-01.com",
            "callerReference": "",
            "comment": "",
            "resourceRecordSetCount": 2,
            "linkedServicePrincipal": "",
            "linkedServiceDescription": "",
            "enableAcceleratedRecovery": False,
            "tags": {},
            "vpcId": "",
        }

    def _parameters(self, arguments: Arguments) -> Answer:
        path = str(arguments["path"]).removesuffix("/")
        recursive = bool(arguments.get("recursive", False))
        found = {
            name: value
            for name, value in sorted(self.parameters.items())
            if name.startswith(f"{path}/") and (recursive or "/" not in name.removeprefix(f"{path}/"))
        }
        prefix = f"arn:{self.settings.partition}:ssm:{self._region_of(arguments)}:{ACCOUNT}:parameter"
        return {
            "id": path,
            "path": path,
            "region": self._region_of(arguments),
            "names": list(found),
            "values": list(found.values()),
            "types": ["String"] * len(found),
            "arns": [f"{prefix}{name}" for name in found],
            "recursive": recursive,
            "withDecryption": bool(arguments.get("withDecryption", True)),
        }
