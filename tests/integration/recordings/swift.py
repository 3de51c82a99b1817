"""OpenStack Swift with its S3 interface: a real object store on this machine, without root.

Four servers on a folder, as its own documentation sets up one node; signatures are checked.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import obstore
from obstore.store import S3Store

BIN = Path(sys.executable).parent
KEY, SECRET = "test:tester", "testing"
MAIN = """\
[swift-hash]
swift_hash_path_suffix = test
[storage-policy:0]
name = gold
default = yes
"""
SERVER = """\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
fallocate_reserve = 0
workers = 0
recon_cache_path = {folder}
[pipeline:main]
pipeline = {pipeline}
[app:{name}-server]
use = egg:swift#{name}
"""
PROXY = """\
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
"""
RINGS = """
import json, sys
from swift.common.ring import RingBuilder
for name, port in json.loads(sys.argv[2]).items():
    builder = RingBuilder(4, 1, 1)
    builder.add_dev(dict(id=0, region=1, zone=1, ip="127.0.0.1", port=port, device="d1", weight=1))
    builder.rebalance()
    builder.get_ring().save(f"{sys.argv[1]}/{name}.ring.gz")
"""
KINDS = ("account", "container", "object", "proxy")
READY_S = 60.0


@asynccontextmanager
async def swift(folder: Path, free_port: Callable[[], int], *, bucket: str) -> AsyncIterator[str]:
    """Run a store with one bucket; gives its URL as our settings have it."""
    ports = {name: free_port() for name in KINDS}
    await asyncio.to_thread(_prepare, folder, ports)
    with _servers(folder):
        await _bucket(f"http://127.0.0.1:{ports['proxy']}", bucket)
        yield f"s3+http://{KEY.replace(':', '%3A')}:{SECRET}@127.0.0.1:{ports['proxy']}/{bucket}"


def _prepare(folder: Path, ports: dict[str, int]) -> None:
    (folder / "devices/d1").mkdir(parents=True)
    (folder / "swift.conf").write_text(MAIN)
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    for name, port in ports.items():
        is_proxy = name == "proxy"
        pipeline = (
            "catch_errors cache s3api tempauth proxy-server" if is_proxy else f"{name}-server"
        )
        text = SERVER.format(name=name, port=port, user=user, folder=folder, pipeline=pipeline)
        (folder / f"{name}-server.conf").write_text(text + (PROXY if is_proxy else ""))
    rings = {name: port for name, port in ports.items() if name != "proxy"}
    command = [sys.executable, "-c", RINGS, str(folder), json.dumps(rings)]
    subprocess.run(command, capture_output=True, check=True)


@contextlib.contextmanager
def _servers(folder: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for name in KINDS:
            log = stack.enter_context((folder / f"{name}.log").open("wb"))
            command = [str(BIN / f"swift-{name}-server"), str(folder / f"{name}-server.conf")]
            server = stack.enter_context(subprocess.Popen(command, stdout=log, stderr=log))
            stack.callback(server.terminate)
        yield


async def _bucket(endpoint: str, bucket: str) -> None:
    """Make the bucket, as soon as all four servers answer."""
    store = S3Store(
        bucket,
        access_key_id=KEY,
        secret_access_key=SECRET,
        endpoint=endpoint,
        region="us-east-1",
        virtual_hosted_style_request=False,
        client_options={"allow_http": True},
    )
    async with asyncio.timeout(READY_S), aiohttp.ClientSession() as session:
        while True:
            address = obstore.sign(store, "PUT", "", timedelta(minutes=5))
            with contextlib.suppress(aiohttp.ClientError):
                async with session.put(address) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)
