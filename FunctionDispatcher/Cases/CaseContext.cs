using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Where the cases of a file run.</summary>
/// <param name="Folder">The folder of the bindings file.</param>
/// <param name="Code">The code that the bindings name.</param>
/// <param name="CallLimit">Longest wait, in real time, for functions outside the process after one event.</param>
/// <param name="Components">What the bindings can choose from.</param>
/// <param name="CasesFolder">The folder of the file of cases.</param>
internal sealed record CaseContext(
    string Folder, FunctionCode Code, TimeSpan CallLimit, EventEdgeComponents Components, string CasesFolder);
