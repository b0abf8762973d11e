using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using EventEdge.Cli;
using EventEdge.Contracts.Bus;
using EventEdge.EdgeBridge.Security;
using EventEdge.Settings;

namespace EventEdge.Users;

/// <summary>
/// <c>eventedge cloud node add</c>: the RabbitMQ user with which a node publishes under its own name and nothing else. Prints the commands,
/// or runs them where <c>rabbitmqctl</c> is; the password comes from the terminal or standard input.
/// </summary>
internal sealed class CloudNodeAddCommand : RunnableCommand
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
        _apply = Switch("--apply", "Run them; asks for the password, or reads it from standard input. A user that is there gets it, too");
        _program = Flag<string?>("--rabbitmqctl", "FILE", "The program that runs them. Default: rabbitmqctl");
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation)
    {
        var node = parsed.GetRequiredValue(_name);
        if (!NodeName.IsValid(node))
            throw CommandFailure.BadInput($"'{node}' is not a node's name; use letters, digits, '-', '_' and '.', at most 64");
        var commands = NodePermissions.Commands(node, parsed.GetValue(_virtualHost) ?? "/");
        if (!parsed.GetValue(_apply))
        {
            if (parsed.GetValue(_program) is not null) throw CommandFailure.BadInput(
                $"{_program.Name} needs {_apply.Name}: without it the commands are printed, and nothing is run");
            foreach (var command in commands) await Shell.Output.WriteLineAsync($"rabbitmqctl {string.Join(' ', command.Select(Quoted))}");
            await Shell.Output.WriteLineAsync(
                Shell.Quiet($"# for a user that is there: rabbitmqctl {NodePermissions.ChangePassword} {node}"));
            await Shell.Output.WriteLineAsync(Shell.Quiet($"# the first asks for the password; then: "
                + $"eventedge edge --node {node} --rabbitmq-user {node} --rabbitmq-password-file FILE"));
            return ExitCode.Success;
        }

        var program = parsed.GetValue(_program) ?? "rabbitmqctl";
        var password = Shell.AskPassword is { } ask ? ask($"Password for {node}: ") : await ReadAsync(cancellation);
        if (password.Length == 0) throw CommandFailure.BadInput("an empty password is none; nothing was changed");
        var isNew = true;
        foreach (var command in commands) isNew &= await SetAsync(program, node, command, password, cancellation);
        await Shell.Output.WriteLineAsync(
            $"node {node} may send as RabbitMQ user {node}{(isNew ? string.Empty : ", which was there and has the new password now")}");
        return ExitCode.Success;
    }

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
        ? argument
        : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    // False for a user that is there: it gets the password that was given, as the node will log in with it.
    private async Task<bool> SetAsync(string program, string node, string[] command, string password, CancellationToken cancellation)
    {
        if (command[0] != NodePermissions.AddUser)
        {
            Require(program, command[0], await RunAsync(program, command, null, cancellation));
            return true;
        }

        var added = await RunAsync(program, command, password, cancellation);
        if (added.ExitCode == 0) return true;
        if (!added.Said.Contains("already exists", StringComparison.OrdinalIgnoreCase)) Require(program, command[0], added);
        Require(program, NodePermissions.ChangePassword,
            await RunAsync(program, [NodePermissions.ChangePassword, node], password, cancellation));
        return false;
    }

    private static void Require(string program, string command, (int ExitCode, string Said) result)
    {
        if (result.ExitCode != 0) throw CommandFailure.Outside(
            $"{program} {command} failed: {(result.Said.Length > 0 ? result.Said : $"it ended with exit code {result.ExitCode}")}");
    }

    private async Task<(int ExitCode, string Said)> RunAsync(
        string program, string[] command, string? input, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, command)
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var elapsed = new CancellationTokenSource(CommandLimit, Shell.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, elapsed.Token);
        using var process = Start(start);
        try
        {
            await GiveAsync(process, input, limit.Token);
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, string.Join(' ', said).Trim().ReplaceLineEndings(" "));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw CommandFailure.Outside($"{program} {command[0]} did not end within {CommandLimit.TotalSeconds:F0} s: "
                + "is RabbitMQ running on this machine, and is its Erlang cookie the same for this user?");
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
            throw CommandFailure.Outside(
                $"{start.FileName} cannot be run: {error.Message}; run the command without --apply and its output where RabbitMQ is");
        }
    }

    // A program that does not read its input, or has ended, says itself why.
    private static async Task GiveAsync(Process process, string? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null) await process.StandardInput.WriteLineAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Its exit code and its words are read next.
        }
    }

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var buffer = new byte[PasswordHash.PasswordBytesMax + 2];
        var length = await Shell.Input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length).Split('\n', 2)[0].TrimEnd('\r');
    }
}
