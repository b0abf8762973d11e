using System.CommandLine;
using System.CommandLine.Parsing;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.Commands;

/// <summary>Reads a command line, and says in our own words what cannot be read.</summary>
internal static class CommandLine
{
    private const string Help = "--help", HelpVerb = "help";

    /// <summary>Parses; a command that only groups others, and one line without anything, asks for help.</summary>
    public static ParseResult Parse(RootCommand root, string[] arguments)
    {
        if (arguments is [HelpVerb, .. var about]) return root.Parse([.. about, Help]);
        var parsed = root.Parse(arguments);
        var isGroup = parsed.CommandResult.Command is { Subcommands.Count: > 0, Action: null } && parsed.UnmatchedTokens.Count == 0;
        return isGroup && !arguments.Any(argument => argument.StartsWith('-')) ? root.Parse([.. arguments, Help]) : parsed;
    }

    /// <summary>The first thing that is wrong, in one line, with what was perhaps meant.</summary>
    public static string Sentence(ParseResult parsed)
    {
        var command = string.Join(' ', Names(parsed.CommandResult).Reverse());
        return $"{Problem(parsed, command)} (see {command} {Help})";
    }

    private static string Problem(ParseResult parsed, string command)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..]) return Unknown(unknown, parsed.CommandResult.Command, command);
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { Tokens: [] } option => $"{option.Option.Name} needs a value: {option.Option.HelpName}",
            OptionResult option => $"{option.Option.Name}: '{option.Tokens[^1].Value}' is not {option.Option.HelpName}",
            ArgumentResult { Tokens: [.., var token] } argument => $"'{token.Value}' is not what {command} takes as {argument.Argument.Name}",
            _ => Missing(parsed.CommandResult, command) ?? error.Message.ReplaceLineEndings(" ").TrimEnd('.'),
        };
    }

    private static string Unknown(string token, Command command, string name)
    {
        var isFlag = token.StartsWith('-');
        var word = token.Split('=', 2)[0];
        IEnumerable<string> candidates = isFlag ? command.Options.Select(option => option.Name).Append(Help) : command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);
        var meant = Spelling.Nearest(word, candidates) is { } nearest ? $"; did you mean {nearest}?" : string.Empty;
        if (isFlag) return $"{name} has no flag {word}{meant}";
        return command.Subcommands.Count > 0 ? $"{name} has no command '{token}'{meant}" : $"{name} does not take '{token}'";
    }

    private static string? Missing(CommandResult command, string name)
    {
        var missing = command.Command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && command.GetResult(argument) is null or { Tokens.Count: 0 });
        return missing is null ? null : $"{name} needs {missing.Name}";
    }

    private static IEnumerable<string> Names(SymbolResult? result)
    {
        for (; result is CommandResult { Command: not RootCommand } verb; result = verb.Parent) yield return verb.Command.Name;
        yield return "eventedge";
    }
}
