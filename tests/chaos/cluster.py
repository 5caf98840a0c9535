"""Three brokers, with a listener behind proxies that knows claimd by name and can be told to refuse it."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from broker import Cluster, free_ports  # noqa: E402
from proxy import Proxies  # noqa: E402

USER = "claimd"
OPTIONS = ["kafka.security.protocol=SASL_PLAINTEXT", "kafka.sasl.mechanism=PLAIN", f"kafka.sasl.username={USER}", f"kafka.sasl.password={USER}"]


class Brokers(Cluster):
    def __init__(self):
        super().__init__(size=3)
        ports = iter(free_ports(12)[6:])
        for node in self.nodes:
            node.named, node.proxied = next(ports), next(ports)
        self.proxies = Proxies([(node.proxied, node.named) for node in self.nodes])
        self.proxied = ",".join(f"127.0.0.1:{node.proxied}" for node in self.nodes)

    def properties(self, node):
        return {
            **super().properties(node),
            "listeners": f"PLAINTEXT://127.0.0.1:{node.port},NAMED://127.0.0.1:{node.named},CONTROLLER://127.0.0.1:{node.controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{node.port},NAMED://127.0.0.1:{node.proxied}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,NAMED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT",
            "sasl.enabled.mechanisms": "PLAIN",
            "listener.name.named.plain.sasl.jaas.config":
                f"org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}=\"{USER}\";",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
            "allow.everyone.if.no.acl.found": "true",
            "leader.imbalance.check.interval.seconds": 10,
            "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
            "controlled.shutdown.enable": "true",
        }

    def port(self):
        """Of some broker that answers."""
        return next(node.port for node in self.nodes if node.is_up())
