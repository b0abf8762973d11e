using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Security;
using EventEdge.Settings;

namespace EventEdge.Commands;

/// <summary>
/// <c>eventedge cloud node add</c>: the RabbitMQ user with which a node publishes under its own name and nothing else. Prints the commands, or runs them where
/// <c>rabbitmqctl</c> is; the password comes from the terminal or standard input.
/// </summary>
internal sealed class CloudNodeAddCommand : VerbCommand
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);

    private readonly Argument<string> _name = new("NAME") { Description = "The node's name, as in eventedge edge --node" };
    private readonly Option<string?> _virtualHost;
    private readonly Option<bool> _apply;
    private readonly Option<string?> _program;

    public CloudNodeAddCommand(Shell shell)
        : base(shell, "add", "Print the commands that make a node's RabbitMQ user, or run them with --apply.")
    {
        Arguments.Add(_name);
        _virtualHost = Flag<string?>("--vhost", "NAME", "The virtual host. Default: /");
        _apply = Switch("--apply", "Run them; asks for the password, or reads it from standard input");
        _program = Flag<string?>("--rabbitmqctl", "FILE", "The program that runs them. Default: rabbitmqctl");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var node = parsed.GetRequiredValue(_name);
        if (!NodeName.IsValid(node)) throw CommandFailure.BadInput($"'{node}' is not a node's name; use letters, digits, '-', '_' and '.', at most 64");
        var commands = NodePermissions.Commands(node, parsed.GetValue(_virtualHost) ?? "/");
        if (!parsed.GetValue(_apply))
        {
            foreach (var command in commands) await Shell.Output.WriteLineAsync($"rabbitmqctl {string.Join(' ', command.Select(Quoted))}");
            await Shell.Output.WriteLineAsync(Shell.Quiet($"# the first asks for the password; then: eventedge edge --node {node} --rabbitmq-user {node} --rabbitmq-password-file FILE"));
            return ExitCode.Success;
        }

        var program = parsed.GetValue(_program) ?? "rabbitmqctl";
        var password = Shell.AskPassword is { } ask ? ask($"Password for {node}: ") : await ReadAsync(cancellation);
        if (password.Length == 0) throw CommandFailure.BadInput("an empty password is none; nothing was changed");
        foreach (var command in commands) await RunAsync(program, command, command[0] == "add_user" ? password : null, cancellation);
        await Shell.Output.WriteLineAsync($"node {node} may send as RabbitMQ user {node}");
        return ExitCode.Success;
    }

    private static string Quoted(string argument) => argument.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') ? argument : $"'{argument}'";

    private static async Task RunAsync(string program, string[] command, string? input, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CommandLimit);
        using var process = Start(start);
        try
        {
            if (input is not null) await process.StandardInput.WriteLineAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            // A user that is there keeps the password it has; what it may do is set anew.
            if (process.ExitCode != 0 && !(input is not null && string.Concat(said).Contains("already exists", StringComparison.OrdinalIgnoreCase)))
                throw CommandFailure.Outside($"{program} {command[0]} failed: {string.Join(' ', said).Trim().ReplaceLineEndings(" ")}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw CommandFailure.Outside($"{start.FileName} cannot be run: {error.Message}; run the command without --apply and its output where RabbitMQ is");
        }
    }

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var buffer = new byte[PasswordHash.PasswordBytesMax + 2];
        var length = await Shell.Input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length).Split('\n', 2)[0].TrimEnd('\r');
    }
}
