using System.CommandLine;
using EventEdge.Cli;

namespace EventEdge.Scaffolding;

/// <summary><c>eventedge new</c>: a working beginning of something, with a case that passes.</summary>
internal sealed class NewCommand : Command
{
    private const string Bindings = "NAME.yaml";
    private const string Cases = "NAME.cases.yaml";

    public NewCommand(Shell shell) : base("new", "Make a working function or binding to begin with, and a case that shows it works")
    {
        Add(new NewSubcommand(
            shell, "function", "Make a function, its binding and its case", "--runtime", "What it is written in",
            [
                new("csharp", "functions/NAME.cs", Bindings, Cases),
                new("python", "functions/NAME/function.py", "functions/NAME/eventedge.py", Bindings, Cases),
                new("node", "functions/NAME/function.mjs", "functions/NAME/eventedge.mjs", Bindings, Cases),
            ]));
        Add(new NewSubcommand(
            shell, "binding", "Make a binding of a built-in function and its case", "--trigger", "What starts it",
            [
                new("mqtt", Bindings, Cases),
                new("http", Bindings, Cases),
                new("every", Bindings, Cases),
                new("cron", Bindings, Cases),
                new("on", Bindings, Cases),
            ]));
    }
}
