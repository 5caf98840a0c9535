"""The few requests of Kafka's protocol that librdkafka does not speak, or that a test wants to send to any broker at all."""
import socket
import struct

FIND_COORDINATOR, CREATE_ACLS, DELETE_ACLS, ELECT_LEADERS, REASSIGN = 10, 30, 31, 43, 45
TOPIC, LITERAL, ALL, DENY, ALLOW = 2, 3, 2, 2, 3
TRANSACTION = 1


def text(value):
    return struct.pack(">h", len(value)) + value.encode()


def short_text(value):
    return bytes([len(value) + 1]) + value.encode()


def ask(port, key, version, body, is_flexible=False):
    """The answer's bytes behind its header."""
    request = struct.pack(">hhi", key, version, 7) + text("chaos") + (b"\0" if is_flexible else b"") + body
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.settimeout(30)
        connection.sendall(struct.pack(">i", len(request)) + request)
        file = connection.makefile("rb")
        size, = struct.unpack(">i", file.read(4))
        return file.read(size)[5 if is_flexible else 4:]


def coordinator_of(port, transactional_id):
    """The number of the broker that coordinates these transactions; None while there is none."""
    answer = ask(port, FIND_COORDINATOR, 2, text(transactional_id) + bytes([TRANSACTION]))
    code, reason = struct.unpack(">hh", answer[4:8])
    if code:
        return None
    return struct.unpack(">i", answer[8 + max(reason, 0):][:4])[0]


def access(topic, user, permission):
    return bytes([TOPIC]) + text(topic) + bytes([LITERAL]) + text(f"User:{user}") + text("*") + bytes([ALL, permission])


def allow(port, topic, user):
    ask(port, CREATE_ACLS, 1, struct.pack(">i", 1) + access(topic, user, ALLOW))


def deny(port, topic, user):
    ask(port, CREATE_ACLS, 1, struct.pack(">i", 1) + access(topic, user, DENY))


def deny_no_more(port, topic, user):
    ask(port, DELETE_ACLS, 1, struct.pack(">i", 1) + access(topic, user, DENY))


def move_leader(port, topic, partition, replicas):
    """Makes the first of `replicas`, which are the ones that the partition has, its leader."""
    order = b"".join(struct.pack(">i", replica) for replica in replicas)
    ask(port, REASSIGN, 0, struct.pack(">i", 10000) + bytes([2]) + short_text(topic) + bytes([2]) + struct.pack(">i", partition)
        + bytes([len(replicas) + 1]) + order + b"\0\0\0", is_flexible=True)
    ask(port, ELECT_LEADERS, 1, b"\0" + struct.pack(">i", 1) + text(topic) + struct.pack(">iii", 1, partition, 10000))
