"""The site, in a real browser that has no network: from file://, and once from a host.

The browser is Chromium with its driver (Debian: apt install chromium chromium-driver).
"""

import glob
import http.server
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

import pytest
from conftest import ROOT
from gotchas.test_find import MESSAGES

from gatys_tf1 import gotchas

pytestmark = pytest.mark.browser

LESSON = 'silent-broadcast'
PHONE = dict(width=390, height=844, deviceScaleFactor=1, mobile=True)
CHROMIUMS = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
WAIT = 10  # seconds for something to appear


@pytest.fixture(scope='session')
def site(tmp_path_factory):
    """The folder of the site, built strictly: a warning, as of a dead link, is an error."""
    if not importlib.util.find_spec('mkdocs'):
        pytest.skip("mkdocs-material is not installed: pip install -e '.[docs]'")
    folder = str(tmp_path_factory.mktemp('site') / 'a folder')
    built = subprocess.run(
        [sys.executable, '-m', 'mkdocs', 'build', '--strict', '--site-dir', folder,
         '--config-file', os.path.join(ROOT, 'scripts/dev/mkdocs.yml')],
        capture_output=True, text=True, env=os.environ | {'NO_MKDOCS_2_WARNING': '1'},
    )  # fmt: skip
    problems = [line for line in built.stderr.splitlines() if not line.startswith('INFO')]
    assert built.returncode == 0, '\n'.join(problems)
    return folder


def pages_of(site):
    """The site's pages, without those that only show a file of the code."""
    found = glob.glob('**/*.html', root_dir=site, recursive=True)
    return sorted(page for page in found if not page.startswith(('source/', '404')))


@pytest.fixture(scope='session')
def driver():
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not (chromium and shutil.which('chromedriver')):
        pytest.skip('there is no Chromium with its driver: apt install chromium chromium-driver')
    webdriver = pytest.importorskip('selenium.webdriver', reason="pip install -e '.[test]'")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
    for argument in (
        'headless=new', 'window-size=1300,900', 'no-sandbox', 'disable-gpu',
        'disable-dev-shm-usage',
        'host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ):  # fmt: skip
        options.add_argument(f'--{argument}')
    service = webdriver.ChromeService(shutil.which('chromedriver'))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


@pytest.fixture
def browser(driver, site):
    """`browser(page)` opens a page from file://, with nothing stored; returns the driver."""
    driver.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    driver.get(f'file://{site}/index.html')
    driver.execute_script('localStorage.clear()')
    driver.get_log('browser')

    def open_page(page):
        driver.get(f'file://{site}/{page}')
        return driver

    return open_page


def all_of(driver, selector):
    return driver.find_elements('css selector', selector)


def click(driver, selector, number=0):
    """Clicks an element once the page's scripts have made it and its scrolling is over."""
    element = wait_for(lambda: all_of(driver, selector)[number:])[0]
    at_once = "arguments[0].scrollIntoView({behavior: 'instant', block: 'center'})"
    driver.execute_script(at_once, element)
    element.click()


def wait_for(condition):
    """Waits until a function returns something true, and returns that."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f'did not happen in {WAIT} s')


def test_lists_are_lists(site):
    """Catches Markdown that only GitHub reads as a list or as code, and unread <details>."""
    for page in pages_of(site):
        with open(os.path.join(site, page), encoding='utf-8') as file:
            text = re.sub(r'<(pre|code|script)\b.*?</\1>', '', file.read(), flags=re.DOTALL)
        assert not re.search(r'<p>[^<]*(?:<(?!/p>)[^<]*)*\n- ', text), page
        assert '```' not in text and '](' not in text, page


def test_every_page_is_whole_on_a_phone(browser, site):
    """Catches a page that scrolls sideways, an error in its console, or a file from elsewhere."""
    browser('index.html').execute_cdp_cmd('Emulation.setDeviceMetricsOverride', PHONE)
    for page in pages_of(site):
        driver = browser(page)
        width = driver.execute_script('return document.documentElement.scrollWidth')
        assert width <= PHONE['width'], f'{page} is {width} pixels wide'
        assert driver.get_log('browser') == [], page


def test_wrong_answer_is_judged_and_kept(browser):
    """Catches choices that do nothing, an answer that stays folded, a score that is forgotten."""
    right = gotchas.part(LESSON, 'ANSWER')
    wrong = (right + 1) % 3
    page = f'gotchas/{LESSON}.html'
    driver = browser(page)
    buttons = wait_for(lambda: all_of(driver, '.choices button'))
    choices = [choice.replace('`', '') for choice in gotchas.part(LESSON, 'CHOICES')]
    assert [b.text[1:].strip() for b in buttons] == choices
    (answer,) = all_of(driver, 'article details')
    assert answer.get_attribute('open') is None
    click(driver, '.choices button', wrong)
    for _ in range(2):  # now, and when the page is opened again
        wait_for(lambda: all_of(driver, '.verdict') and all_of(driver, '.score'))
        classes = [b.get_attribute('class') for b in all_of(driver, '.choices button')]
        assert classes[right] == 'right' and classes[wrong] == 'wrong'
        (answer,) = all_of(driver, 'article details')
        assert answer.get_attribute('open') is not None
        (verdict,) = all_of(driver, '.verdict')
        assert verdict.text == f'Not so: it is {right + 1}.'
        assert '0 of 1 predictions right' in all_of(driver, '.score')[0].text
        driver.refresh()
    assert driver.get_log('browser') == []


def test_score_is_on_the_index_and_can_be_reset(browser):
    """Catches a score per page instead of per course, and one that cannot be forgotten."""
    for slug in (LESSON, 'integer-image'):
        driver = browser(f'gotchas/{slug}.html')
        click(driver, '.choices button', gotchas.part(slug, 'ANSWER'))
        assert wait_for(lambda driver=driver: all_of(driver, '.verdict'))[0].text == 'Right.'
    driver = browser('gotchas/index.html')
    assert '2 of 2 predictions right' in wait_for(lambda: all_of(driver, '.score'))[0].text
    assert len(all_of(driver, 'td a.right')) == 2
    click(driver, '.score button')
    wait_for(lambda: not all_of(driver, '.score, td a.right'))


def test_search_finds_the_messages(browser):
    """Catches a search that needs a server, or that takes "a" and "is" for what was looked for.

    Each message, pasted whole as somebody saw it or only its telling part, leads to one of its
    lessons among the first five pages that are found.
    """
    driver = browser('gotchas/index.html')
    (box,) = all_of(driver, '.md-search__input')
    box.click()
    for phrase, seen, slugs in MESSAGES:
        for text in (phrase, seen):
            box.clear()
            driver.execute_cdp_cmd('Input.insertText', {'text': text})
            box.send_keys('\ue010')  # the key End: the site looks when a key goes up
            try:
                wait_for(lambda: slugs & set(pages_found(driver)[:5]))  # noqa: B023
            except AssertionError:
                found = pages_found(driver)
                raise AssertionError(f'{text!r} finds {found[:8]}, not {slugs}') from None
    assert driver.get_log('browser') == []


def pages_found(driver):
    """The names of the pages that a search has found, best first."""
    links = driver.execute_script(
        """return [...document.querySelectorAll('.md-search-result__item > a')].map(a => a.href)"""
    )
    names = [re.search(r'([^/]*)\.html', link)[1] for link in links]
    return list(dict.fromkeys(names))


def test_search_result_unfolds_the_answer(browser):
    """Catches a person with an error who is asked to predict it."""
    driver = browser(f'gotchas/{LESSON}.html#message-1')
    (answer,) = all_of(driver, 'article details')
    assert answer.get_attribute('open') is not None
    assert not all_of(driver, '.verdict')


@pytest.fixture
def host(site):
    """The address of a host that serves the site in a folder below its root."""
    handler = type(
        'Quiet', (http.server.SimpleHTTPRequestHandler,), {'log_message': lambda *_: None}
    )
    server = http.server.ThreadingHTTPServer(
        ('127.0.0.1', 0),
        lambda *arguments: handler(*arguments, directory=os.path.dirname(site)),
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f'http://127.0.0.1:{server.server_port}/{os.path.basename(site)}'.replace(' ', '%20')
    server.shutdown()


def test_snippet_is_copied_from_any_host(driver, host):
    """Catches a copy button that copies nothing or part of it, and paths that want the root."""
    driver.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    driver.execute_cdp_cmd(
        'Browser.grantPermissions',
        {'permissions': ['clipboardReadWrite', 'clipboardSanitizedWrite']},
    )
    driver.get(f'{host}/gotchas/{LESSON}.html')
    driver.get_log('browser')
    button = wait_for(lambda: all_of(driver, 'button[data-md-type="copy"], .md-clipboard'))[0]
    webdriver = pytest.importorskip('selenium.webdriver')
    webdriver.ActionChains(driver).move_to_element(button).click().perform()
    read = 'navigator.clipboard.readText().then(arguments[0], error => arguments[0](`${error}`))'
    with open(os.path.join(ROOT, f'docs/gotchas/{LESSON}.md'), encoding='utf-8') as file:
        snippet = re.search(r'```python\n(.*?)```', file.read(), re.DOTALL)[1]
    wait_for(lambda: driver.execute_async_script(read).strip() == snippet.strip())
    assert driver.get_log('browser') == []


def test_score_survives_damaged_storage(browser):
    """Catches a page that stays dead because something else is stored under the course's key."""
    driver = browser(f'gotchas/{LESSON}.html')
    driver.execute_script("localStorage.setItem('gatys_tf1 course', '{')")
    driver.refresh()
    click(driver, '.choices button')
    assert len(all_of(driver, '.verdict')) == 1
    stored = driver.execute_script("return localStorage.getItem('gatys_tf1 course')")
    assert list(json.loads(stored)) == [LESSON]
