using System.CommandLine;

namespace EventEdge.Commands;

/// <summary><c>eventedge new</c>: a working beginning of something, with a case that passes.</summary>
internal sealed class NewCommand : Command
{
    public NewCommand(Shell shell) : base("new", "Make a working function or binding to begin with, and a case that shows it works")
    {
        Add(new NewVerb(shell, "function", "Make a function in C#, its binding and its case", ["functions/NAME.cs", "NAME.yaml", "NAME.cases.yaml"]));
        Add(new NewVerb(shell, "binding", "Make a binding of a built-in function and its case", ["NAME.yaml", "NAME.cases.yaml"]));
    }
}
