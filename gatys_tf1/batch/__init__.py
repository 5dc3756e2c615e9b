"""Many runs at once: jobs in processes of their own, sweeps over arguments, and their report."""
