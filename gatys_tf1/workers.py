"""A worker: TensorFlow's own server, which computes for programs on this or other machines.

A worker needs TensorFlow and nothing of this project: graph, weights and pictures reach it through
the session of the program that uses it (machine.session), and it writes nothing to its disk.

The protocol has no authentication: who reaches the port can run any graph, and TensorFlow's
operations read and write files. TensorFlow's server has no way to listen on one address only: it
takes every interface. So its socket is confined to the loopback interface before anyone is told of
it, unless it is meant for other machines.
"""

import contextlib
import os
import socket
from typing import NamedTuple

from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

LOCAL = ('localhost', '127.0.0.1')


class Task(NamedTuple):
    """One process of a cluster, and all of them; tf.train.ClusterSpec has the words."""

    cluster: dict  # 'ps' and 'worker' -> list of str, HOST:PORT by index
    job: str  # 'ps' or 'worker'
    index: int

    @property
    def address(self):
        return self.cluster[self.job][self.index]

    @property
    def leads(self):
        """Whether this is the chief: the worker that initialises, saves and updates."""
        return (self.job, self.index) == ('worker', 0)


def join(task, config=None):
    """Starts this process's server of a cluster.

    It is confined to this machine if its own address in the cluster is localhost.

    Args:
      task: a `Task`.
      config: a `tf.ConfigProto` of the server's devices, or None.

    Returns:
      a `tf.train.Server`; its `target` is for the sessions of this process.

    Raises:
      UserError: if the port is taken, or the server cannot be confined to this machine.
    """
    host, _, port = task.address.rpartition(':')
    try:
        server = tf.train.Server(
            tf.train.ClusterSpec(task.cluster), task.job, task.index, 'grpc', config
        )
    except tf.errors.OpError:
        raise UserError(
            f'no server can be started at {task.address}: port {port} is in use, or the address '
            'is no machine; choose another'
        ) from None
    if host in LOCAL:
        confine(int(port), "give this machine's own name in the cluster")
    return server


def start(port, host='localhost'):
    """Starts a server in this process.

    Args:
      port: int; 0: any that is free.
      host: str, the name or address by which clients reach this machine; 'localhost' confines the
        server to this machine's own programs.

    Returns:
      `(server, target)`: a `tf.train.Server`, and the address that clients give as their target.

    Raises:
      UserError: if the port is taken, or the server cannot be confined to this machine.
    """
    try:
        server = tf.train.Server({'worker': [f'{host}:{port}']}, protocol='grpc')
    except tf.errors.OpError:
        raise UserError(
            f'no server can be started on port {port}: it is in use, choose another --port'
        ) from None
    target = server.target
    if host in LOCAL:
        confine(int(target.rpartition(':')[2]))
    return server, target


def confine(port, otherwise='give --host 0.0.0.0'):
    """Binds the sockets of this process that listen on a port to the loopback interface.

    Args:
      port: int.
      otherwise: str, how a person says that the network may reach it.

    Raises:
      UserError: if the system cannot do it; the caller has to end then, for the port is open.
    """
    found = 0
    try:
        for descriptor in os.listdir('/proc/self/fd'):
            with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(descriptor))) as one:
                listens = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and one.getsockname()[1] == port:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'lo')
                    found += 1
    except (OSError, AttributeError):  # no /proc, no such option
        found = 0
    if not found:
        raise UserError(
            "TensorFlow's server listens on every network interface, and this system cannot "
            'confine it to localhost (Linux 5.7 can): if you trust the network or have a '
            f'firewall, {otherwise}'
        )
