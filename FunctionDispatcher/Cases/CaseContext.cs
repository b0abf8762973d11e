using EventEdge.FunctionDispatcher.Runtimes.CSharp;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Where the cases of a file run.</summary>
/// <param name="Folder">The folder of the bindings file.</param>
/// <param name="Code">The C# that the bindings name.</param>
/// <param name="CallLimit">Longest wait, in real time, for functions outside the process after one event.</param>
internal sealed record CaseContext(string Folder, FunctionCode Code, TimeSpan CallLimit);
