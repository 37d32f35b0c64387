"""The one road by which anything leaves: owe, claim, send, reconcile, withdraw."""
