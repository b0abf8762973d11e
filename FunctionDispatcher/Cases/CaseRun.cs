using System.Text;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Dispatch;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Runs one case through a real dispatcher, in virtual time: silence passes as it would on a node, only faster.</summary>
internal sealed class CaseRun : IDisposable
{
    /// <summary>Most ticks between two events: a case may jump over days, not over millions of windows.</summary>
    public const int TickLimit = 100_000;

    private readonly DateTimeOffset _start;
    private readonly CaseLines _output;
    private readonly Dispatcher _dispatcher;
    private long _sequence;

    private CaseRun(CaseConfig config, BindingsConfig bindings, string folder, FunctionCode code)
    {
        _start = CasesFile.TryParse(config.Start, out var start) ? start : throw new ArgumentException($"no time: {config.Start}", nameof(config));
        _output = new CaseLines(_start);
        var options = new DispatcherOptions { Node = "test", BaseDirectory = folder, Code = code };
        _dispatcher = new Dispatcher(new BindingFactory(options, _output, TimeProvider.System, NullLogger.Instance));
        _dispatcher.Apply(bindings);
    }

    /// <summary>What comes out of a case, a line each.</summary>
    /// <exception cref="BindingException">A binding cannot be built, or the case names one that is not there.</exception>
    public static IReadOnlyList<string> Run(CaseConfig config, BindingsConfig bindings, string folder, FunctionCode code)
    {
        var chosen = bindings.Bindings.Where(b => config.Binding is null || b.Name == config.Binding).ToList();
        if (chosen.Count == 0 && config.Binding is { } name) throw new BindingException(name, "there is no such binding in the bindings file");
        using var run = new CaseRun(config, bindings with { Bindings = chosen }, folder, code);
        foreach (var input in config.Events) run.Take(input);
        return run._output.Lines;
    }

    public void Dispose() => _dispatcher.Dispose();

    private void Take(CaseEventConfig input)
    {
        var at = _start + input.At;
        for (var ticks = 0; ticks < TickLimit && _dispatcher.NextDurableDeadline is { } due && due <= at; ticks++) _dispatcher.Tick(due, ++_sequence);
        if (input.Topic is { } topic) _dispatcher.Dispatch(new(topic, Encoding.UTF8.GetBytes(input.Payload), at, ++_sequence));
        else _dispatcher.Tick(at, ++_sequence);
    }
}
