// Every test starts processes of its own; two at a time would only wait for each other on a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Signals, file modes and the servers are Debian's.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// One container engine for all of them.
[assembly: AssemblyFixture(typeof(EventEdge.Tests.Support.DockerServer))]
