"""AdaIN served in a process of its own: a thousand requests, and the page in a browser."""

import concurrent.futures
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
import uuid

import PIL.Image
import pytest
from adain_data import opened, png
from conftest import ROOT, smooth_picture
from test_site import PHONE, all_of, click, driver, wait_for  # noqa: F401

from gatys_tf1 import images

pytest.importorskip('flask', reason="pip install -e '.[serve]'")
pytest.importorskip('waitress', reason="pip install -e '.[serve]'")


@pytest.fixture
def served(random_checkpoint, decoder, tmp_path):
    """The address of scripts/serve.py in a process of its own, with random weights."""
    process = subprocess.Popen(
        [sys.executable, os.path.join(ROOT, 'scripts/serve.py'), '--port', '0', '--decoder',
         decoder, '--checkpoint', random_checkpoint, '--style-size', '64', '--size', '256'],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r'3 styles, \w+; at (http://127.0.0.1:\d+/), Ctrl-C to stop\n', line)
        assert found, (line, process.poll() is not None and process.stderr.read())
        yield found[1], process.pid
    finally:
        process.terminate()
        process.wait(60)


def send(address, **fields):
    """Posts a form by urllib: the status and the body."""
    boundary = uuid.uuid4().hex
    body = b''
    for name, value in fields.items():
        file = '; filename="x"' if isinstance(value, bytes) else ''
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
        )
        body += (value if isinstance(value, bytes) else value.encode()) + b'\r\n'
    body += f'--{boundary}--\r\n'.encode()
    header = {'Content-Type': f'multipart/form-data; boundary={boundary}'}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, header)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def resident(pid):
    """Bytes of memory that a process has."""
    with open(f'/proc/{pid}/statm') as file:
        return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')


@pytest.mark.slow
def test_a_thousand_requests(served):
    """Catches a graph that grows with the requests, and memory that does."""
    address, pid = served
    sizes = [(20, 28), (32, 24), (25, 31), (16, 16)]
    pictures = [png(smooth_picture(*size, seed)) for seed, size in enumerate(sizes)]

    def health():
        with urllib.request.urlopen(f'{address}healthz') as answer:
            return json.load(answer)

    def paint(number):
        style = {'style_name': 'night_sky'} if number % 2 else {'style': pictures[number % 3]}
        fields = {'content': pictures[number % 4], 'alpha': f'{number % 5 / 4}', **style}
        status, body = send(f'{address}stylize', **fields)
        return status, number % 50 or opened(body).shape[:2] == sizes[number % 4]

    with concurrent.futures.ThreadPoolExecutor(8) as clients:
        warm = list(clients.map(paint, range(300)))
        before, memory = health(), resident(pid)
        answers = list(clients.map(paint, range(1000)))
        after, grown = health(), resident(pid) / memory - 1
    assert {status for status, _ in (*warm, *answers)} == {200} and all(ok for _, ok in answers)
    assert after == before | {'painted': 1300} and after['ok']
    print(f'memory: {memory / 1e6:.0f} MB, grown by {grown:.2%}')
    assert grown <= 0.01


DROP = """
const [selector, name, size, shade] = arguments;
const canvas = document.createElement('canvas');
canvas.width = size; canvas.height = size / 2;
const pen = canvas.getContext('2d');
pen.fillStyle = shade; pen.fillRect(0, 0, size, size);
pen.fillStyle = 'white'; pen.fillRect(size / 4, 0, size / 4, size);
const done = arguments[4];
canvas.toBlob(blob => {
  const data = new DataTransfer();
  data.items.add(new File([blob], name, {type: 'image/png'}));
  const event = new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
  done();
});
"""


@pytest.mark.browser
def test_page_in_a_browser(driver, served, tmp_path):  # noqa: F811
    """Catches a page that paints nothing, hides what went wrong, or asks elsewhere for something.

    A photo by click, a style of the list, then a dropped style and a dropped photo, and errors.
    """
    address, _ = served
    PIL.Image.fromarray(images.to_uint8(smooth_picture(60, 80))[0]).save(tmp_path / 'photo.png')
    driver.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    driver.get(address)
    driver.get_log('browser')

    def said(pattern):
        return wait_for(lambda: re.fullmatch(pattern, all_of(driver, '#state')[0].text))

    def result():
        """The shown result's width, height and address, once it is there."""
        script = """const image = document.querySelector('#result img');
            return image && image.naturalWidth
                && [image.naturalWidth, image.naturalHeight, image.src]"""
        return wait_for(lambda: driver.execute_script(script))

    painted = r'Painted in \d+\.\d\d s, \d+\.\d\d s in all\. Save it'
    assert len(all_of(driver, '#styles button img')) == 3
    all_of(driver, '#photo input')[0].send_keys(str(tmp_path / 'photo.png'))
    said(r'Now choose a style\.')
    click(driver, '#styles button', 1)
    said(painted)
    first = result()
    assert first[:2] == [80, 60]
    assert all_of(driver, '#styles .chosen')[0].get_attribute('title') == 'brick wall'

    driver.execute_async_script(DROP, '#own', 'own.png', 90, 'blue')
    wait_for(lambda: result()[2] != first[2])
    said(painted)
    assert all_of(driver, '.chosen')[0].get_attribute('id') == 'own'
    driver.execute_async_script(DROP, '#photo', 'dropped.png', 120, 'red')
    wait_for(lambda: result()[:2] == [120, 60])
    said(painted)
    click(driver, '#luma')
    said(painted)
    assert driver.get_log('browser') == []

    (tmp_path / 'text.png').write_text('no picture')
    all_of(driver, '#photo input')[0].send_keys(str(tmp_path / 'text.png'))
    said(r'The content cannot be read as a picture: send a PNG, JPEG or WebP file\.')
    assert not all_of(driver, '.busy')
    driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', PHONE)
    assert driver.execute_script('return document.documentElement.scrollWidth') <= PHONE['width']
    driver.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
