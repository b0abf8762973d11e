using System.CommandLine;
using System.CommandLine.Parsing;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.Cli;

/// <summary>Reads a command line, and says in our own words what cannot be read.</summary>
internal static class CommandLine
{
    private const string Help = "--help", HelpCommand = "help";

    // A payload or a name may begin with @: it is no file of further arguments.
    private static readonly ParserConfiguration Rules = new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses; a command that only groups others, and one line without anything, asks for help.</summary>
    public static ParseResult Parse(RootCommand root, string[] arguments)
    {
        if (arguments is [HelpCommand, .. var about]) return root.Parse([.. about, Help], Rules);
        var parsed = root.Parse(arguments, Rules);
        var isGroup = parsed.CommandResult.Command is { Subcommands.Count: > 0, Action: null } && parsed.UnmatchedTokens.Count == 0;
        return isGroup && !arguments.Any(argument => argument.StartsWith('-')) ? root.Parse([.. arguments, Help], Rules) : parsed;
    }

    /// <summary>The first thing that is wrong, in one line, with what was perhaps meant; null when the line can be run.</summary>
    public static string? Sentence(ParseResult parsed)
    {
        var command = NameOf(parsed.CommandResult);
        var problem = parsed.Errors.Count > 0 ? Problem(parsed, command) : Misplaced(parsed.CommandResult) ?? Empty(parsed.CommandResult);
        return problem is null ? null : $"{problem} (see {command} {Help})";
    }

    // A flag between two commands belongs to the first of them, which does not run.
    private static string? Misplaced(CommandResult result)
    {
        for (var above = result.Parent; above is CommandResult command; above = above.Parent)
        {
            if (Given(command).FirstOrDefault() is { } flag)
                return $"{flag.Option.Name} is a flag of {NameOf(command)}, and {NameOf(result)} is run; write its flags behind it";
        }

        return null;
    }

    // What an unset variable of a script leaves: the default would be taken without a word.
    private static string? Empty(CommandResult result) =>
        Given(result).FirstOrDefault(flag => flag.Tokens.Any(token => token.Value.Length == 0)) is { } empty ? NeedsValue(empty) : null;

    private static IEnumerable<OptionResult> Given(CommandResult command) =>
        command.Children.OfType<OptionResult>().Where(flag => !flag.Implicit);

    private static string NeedsValue(OptionResult flag) => $"{flag.Option.Name} needs a value: {flag.Option.HelpName}";

    private static string NameOf(CommandResult result) => string.Join(' ', Names(result).Reverse());

    private static string Problem(ParseResult parsed, string command)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..]) return Unknown(unknown, parsed.CommandResult.Command, command);
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { Tokens: [] } option => NeedsValue(option),
            OptionResult option when option.Tokens.Count > option.Option.Arity.MaximumNumberOfValues =>
                $"{option.Option.Name} is given {Times(option)}, with {Values(option)}; leave all but one out",
            OptionResult option => $"{option.Option.Name}: '{option.Tokens[^1].Value}' is not {option.Option.HelpName}",
            ArgumentResult { Tokens: [.., var token] } argument =>
                $"'{token.Value}' is not what {command} takes as {argument.Argument.Name}",
            _ => Missing(parsed.CommandResult, command) ?? error.Message.ReplaceLineEndings(" ").TrimEnd('.'),
        };
    }

    private static string Unknown(string token, Command command, string name)
    {
        var isFlag = token.StartsWith('-');
        var word = token.Split('=', 2)[0];
        IEnumerable<string> candidates = isFlag ? command.Options.Select(option => option.Name)
            .Append(Help) : command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);
        var meant = Spelling.Nearest(word, candidates) is { } nearest ? $"; did you mean {nearest}?" : string.Empty;
        if (isFlag) return $"{name} has no flag {word}{meant}";
        return command.Subcommands.Count > 0 ? $"{name} has no command '{token}'{meant}" : $"{name} does not take '{token}'";
    }

    private static string Times(OptionResult flag) => flag.IdentifierTokenCount == 2 ? "twice" : $"{flag.IdentifierTokenCount} times";

    private static string Values(OptionResult flag) => string.Join(" and ", flag.Tokens.Select(token => $"'{token.Value}'").Distinct());

    private static string? Missing(CommandResult command, string name)
    {
        var missing = command.Command.Arguments.FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0 && command.GetResult(argument) is null or { Tokens.Count: 0 });
        return missing is null ? null : $"{name} needs {missing.Name}";
    }

    private static IEnumerable<string> Names(SymbolResult? result)
    {
        for (; result is CommandResult { Command: not RootCommand } verb; result = verb.Parent) yield return verb.Command.Name;
        yield return "eventedge";
    }
}
