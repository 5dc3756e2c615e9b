#!/usr/bin/env python3
"""Photographs the page of scripts/serve.py after a painting: docs/figures/serve.jpg.

Needs Chromium with its driver (Debian: apt install chromium chromium-driver) and selenium.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile

import PIL.Image
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from gatys_tf1 import images, samples
from gatys_tf1.errors import run_script

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIGURE = os.path.join(ROOT, 'docs', 'figures', 'serve.jpg')
FLAGS = 'headless=new window-size=1160,1010 no-sandbox disable-gpu disable-dev-shm-usage'


def main():
    command = [sys.executable, os.path.join(ROOT, 'scripts/serve.py'), '--port', '0']
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r'http://\S+', server.stdout.readline())[0].rstrip(',')
            photograph(address)
        finally:
            server.terminate()
    print(FIGURE)


def photograph(address):
    """Drops the painted coast on the page, picks the night sky, waits, and takes the picture."""
    options = webdriver.ChromeOptions()
    for flag in FLAGS.split():
        options.add_argument(f'--{flag}')
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which('chromedriver'))
    )
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'coast.png')
        images.save(path, samples.coastal_scene(768, 1024))
        try:
            driver.get(address)
            driver.find_element('css selector', '#photo input').send_keys(path)
            driver.find_element('css selector', '#styles button').click()
            state = driver.find_element('css selector', '#state')
            WebDriverWait(driver, 120).until(lambda _: state.text.startswith('Painted in'))
            shot = PIL.Image.open(io.BytesIO(driver.get_screenshot_as_png()))
            shot.convert('RGB').save(FIGURE, quality=88)
        finally:
            driver.quit()


if __name__ == '__main__':
    run_script(main)
