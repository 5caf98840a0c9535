"""
A broker that also listens for SASL_SSL with SCRAM and lets nobody do what no ACL allows; plain connections may do anything.

Of the last version before 4.0: from then on brokers refuse the SCRAM of librdkafka before 2.6.1, which Debian 12 has.
"""
import hashlib
import os
import socket
import struct
import subprocess

from broker import Cluster, free_ports

KINDS = {"topic": 2, "group": 3, "transactional-id": 5}
LITERAL, PREFIXED = 3, 4
OPERATIONS = {"Read": 3, "Write": 4, "DescribeConfigs": 10}
ALLOW = 3
CREATE_ACLS, ALTER_USER_SCRAM_CREDENTIALS = 30, 51
SCRAM_SHA_512, ITERATIONS = 2, 4096


def text(string):
    return struct.pack(">h", len(string)) + string.encode()


def compact(data):
    """Bytes or text of fewer than 127 bytes, as newer requests have them."""
    data = data.encode() if isinstance(data, str) else data
    return bytes([len(data) + 1]) + data


class SecureCluster(Cluster):
    """`users` are names with their passwords; `self.secure` is where they connect, `self.authority` whom they trust."""

    def __init__(self, users):
        super().__init__(version="3.9.1")
        self.secure_port = free_ports(3)[2]
        self.secure = f"127.0.0.1:{self.secure_port}"
        self.authority = self.folder / "authority.pem"
        self.identity = self.folder / "identity.pem"
        self.users = users

    def __enter__(self):
        super().__enter__()
        self.enrol()
        return self

    def certify(self):
        """An authority, and the broker's certificate from it."""
        def openssl(*arguments):
            subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

        key, request = self.folder / "broker.key", self.folder / "broker.csr"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=claimd test authority",
                "-keyout", self.folder / "authority.key", "-out", self.authority)
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.authority, "-CAkey", self.folder / "authority.key", "-CAcreateserial", "-days", 2,
                "-copy_extensions", "copy", "-out", self.folder / "broker.pem")
        self.identity.write_text(key.read_text() + (self.folder / "broker.pem").read_text())

    def properties(self, node):
        if not self.identity.exists():
            self.certify()
        plain = super().properties(node)
        return {
            **plain,
            "listeners": f"{plain['listeners']},SASL_SSL://{self.secure}",
            "advertised.listeners": f"{plain['advertised.listeners']},SASL_SSL://{self.secure}",
            "listener.security.protocol.map": plain["listener.security.protocol.map"] + ",SASL_SSL:SASL_SSL",
            "inter.broker.listener.name": "PLAINTEXT",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self.identity,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }

    def ask(self, request):
        """What a broker answers to a request by hand: for what librdkafka cannot ask."""
        with socket.create_connection(("127.0.0.1", self.nodes[0].port), 120) as connection, connection.makefile("rb") as answers:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return answers.read(struct.unpack(">i", answers.read(4))[0])

    def enrol(self):
        """Makes the users known."""
        request = struct.pack(">hhi", ALTER_USER_SCRAM_CREDENTIALS, 0, 1) + text("test") + b"\0" + bytes([1, len(self.users) + 1])
        for user, password in self.users.items():
            salt = os.urandom(16)
            salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
            request += compact(user) + struct.pack(">bi", SCRAM_SHA_512, ITERATIONS) + compact(salt) + compact(salted) + b"\0"
        answer = self.ask(request + b"\0")
        done = [compact(user) + b"\0\0\0\0" in answer for user in self.users]              # no error, no message, no more
        assert all(done), answer

    def allow(self, rights):
        """Gives (user, operation, kind, name), a name that ends in * being a prefix."""
        request = struct.pack(">hhi", CREATE_ACLS, 1, 1) + text("test") + struct.pack(">i", len(rights))
        for user, operation, kind, name in rights:
            pattern = PREFIXED if name.endswith("*") else LITERAL
            request += struct.pack(">b", KINDS[kind]) + text(name.rstrip("*")) + struct.pack(">b", pattern)
            request += text(f"User:{user}") + text("*") + struct.pack(">bb", OPERATIONS[operation], ALLOW)
        answer = self.ask(request)
        assert answer.endswith(struct.pack(">i", len(rights)) + b"\0\0\0\0" * len(rights)), answer      # each: no error, no message
