using EventEdge.Cli;
using EventEdge.Nodes;
using EventEdge.Settings;

namespace EventEdge.Doctor.Checks;

/// <summary>What is looked at: settings as a node would have them, the machine, and the node itself where it runs.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Data">The data directory, which may not be there yet.</param>
/// <param name="Node">The running node; null where it does not run.</param>
/// <param name="Factories">How to reach other rooms.</param>
/// <param name="Shell">Environment and clock.</param>
internal sealed record Patient(ResolvedSettings Settings, string Data, NodeApi? Node, NodeFactories Factories, Shell Shell);
