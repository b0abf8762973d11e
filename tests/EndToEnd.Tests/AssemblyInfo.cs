// Every test starts processes of its own; two at a time would only wait for each other on a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
