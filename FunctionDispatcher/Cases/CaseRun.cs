using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Triggers;
using EventEdge.FunctionDispatcher.Triggers.Http;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Runs one case through a real dispatcher, in virtual time: silence passes as it would on a node, only faster.</summary>
internal sealed class CaseRun : IDisposable
{
    /// <summary>Most ticks between two events: a case may jump over days, not over millions of windows.</summary>
    public const int TickLimit = 100_000;

    private readonly DateTimeOffset _start;
    private readonly CaseLines _output;
    private readonly Dispatcher _dispatcher;
    private readonly CaseCalls _calls;
    private readonly IReadOnlyList<BindingConfig> _bindings;
    private readonly string _folder;
    private long _sequence;
    private int _requests;

    private CaseRun(CaseConfig config, BindingsConfig bindings, CaseContext context)
    {
        _start = CasesFile.TryParse(config.Start, out var start) ? start : throw new ArgumentException(
            $"no time: {config.Start}", nameof(config));
        _folder = context.CasesFolder;
        _output = new CaseLines(_start);
        var log = new LastWarning();
        var options = new DispatcherOptions
        {
            Node = "test", Owner = $"test {Path.GetFullPath(context.Folder)}",
            BaseDirectory = context.Folder, Code = context.Code, Components = context.Components
        };
        _dispatcher = new Dispatcher(new BindingFactory(options, _output, TimeProvider.System, log));
        _calls = new CaseCalls(_dispatcher, context.CallLimit, log);
        _dispatcher.Apply(bindings);
        _dispatcher.StartCalls();
        _dispatcher.StartTimers(_start);
        _bindings = bindings.Bindings;
    }

    /// <summary>What comes out of a case, a line each.</summary>
    /// <exception cref="BindingException">A binding cannot be built, or the case names one that is not there.</exception>
    public static IReadOnlyList<string> Run(CaseConfig config, BindingsConfig bindings, CaseContext context)
    {
        using var run = new CaseRun(config, bindings with { Bindings = Chosen(config.Binding, bindings) }, context);
        foreach (var input in config.Events) run.Take(input);
        return run._output.Lines;
    }

    public void Dispose() => _dispatcher.Dispose();

    private static List<BindingConfig> Chosen(string? name, BindingsConfig bindings)
    {
        if (name is null) return [.. bindings.Bindings];
        var names = new HashSet<string>(StringComparer.Ordinal);
        Add(name);
        return [.. bindings.Bindings.Where(b => names.Contains(b.Name))];

        void Add(string each)
        {
            if (!names.Add(each)) return;
            var binding = bindings.Bindings.FirstOrDefault(b => b.Name == each)
                ?? throw new BindingException(each, "there is no such binding in the bindings file");
            if (binding.Trigger.Upstream is { } upstream) Add(upstream);
            if (binding.Join is { } join) Add(join.With);
        }
    }

    private void Take(CaseEventConfig input)
    {
        var at = _start + input.At;
        for (var ticks = 0; ticks < TickLimit && Pass(at); ticks++)
        {
        }

        if (input.Topic is { } topic) Dispatch(topic, input, at);
        else if (input.Request is { } request) Ask(request, input, at);
        else PassTo(at);
    }

    private void PassTo(DateTimeOffset at)
    {
        Tick(at, isJournalled: true);
        Tick(at, isJournalled: false);
    }

    // Whatever is due first by then: windows close and timers tick as they would on a node.
    private bool Pass(DateTimeOffset until)
    {
        var (durable, transient) = (_dispatcher.NextDurableDeadline, _dispatcher.NextVolatileDeadline);
        var deadline = durable is null || transient < durable ? transient : durable;
        var timer = _dispatcher.NextTimer;
        if (timer <= until && (deadline is null || timer <= deadline))
        {
            _dispatcher.TakeTicks(timer.Value, tick => Dispatch(tick.Topic, tick.Payload, timer.Value));
            return true;
        }

        if (!(deadline <= until)) return false;
        Tick(deadline!.Value, isJournalled: durable == deadline);
        return true;
    }

    private byte[] BytesOf(CaseEventConfig input)
    {
        try
        {
            return input.Bytes(_folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BindingException(input.PayloadFile!, $"the payload cannot be read: {error.Message}", error);
        }
    }

    private void Ask(string request, CaseEventConfig input, DateTimeOffset at)
    {
        var (path, query) = request.Split('?', 2) is [var front, var rest] ? (front, rest) : (request, string.Empty);
        var words = path.Split(' ', 2);
        foreach (var binding in _bindings)
        {
            if (binding.Trigger is not HttpTriggerConfig trigger) continue;
            if (!HttpRoute.TryParse(trigger.Http, out var route, out _) || route.Method != words[0]) continue;
            if (route.Match(HttpRoute.PartsOf(words[^1])) is not { } captured) continue;
            _output.IsDocument = _ => trigger.Respond == RespondKind.Document;
            var call = new HttpCall(
                $"{++_requests}", words[0], words[^1], [.. route.Captures.Zip(captured, KeyValuePair.Create)], Pairs(query),
                [.. HeadersOf(input).Where(h => trigger.Headers?.Contains(h.Key) == true)], BytesOf(input))
            {
                ContentType = input.ContentType,
                IsCloudEvent = binding.Decode is { TakesRequests: true },
                EventHeaders = [.. HeadersOf(input).Where(h => h.Key.StartsWith(CloudEventRequest.Prefix, StringComparison.Ordinal))],
            };
            if (RequestDocument.TryWrite(call, out var document, out var error)) Dispatch(TriggerRoute.FilterOf(binding), document, at);
            else _output.Reply(new(call.Id, [], FailureStage.Decode, error));
            return;
        }

        throw new BindingException(request, "no binding answers this request");
    }

    private void Dispatch(string topic, CaseEventConfig input, DateTimeOffset at)
    {
        var isJournalled = input.Qos > 0 || _dispatcher.IsDurable(topic);
        _dispatcher.Dispatch(new(topic, BytesOf(input), at, isJournalled ? ++_sequence : 0)
        {
            Properties = input.Said(), Qos = (byte)input.Qos, Retain = input.Retain,
        });
        Settle(at);
    }

    private bool Dispatch(string topic, ReadOnlyMemory<byte> payload, DateTimeOffset at)
    {
        _dispatcher.Dispatch(new(topic, payload, at, ++_sequence));
        Settle(at);
        return true;
    }

    private void Tick(DateTimeOffset at, bool isJournalled)
    {
        _dispatcher.Tick(at, isJournalled ? ++_sequence : 0);
        Settle(at);
    }

    // An answer may start the function of a downstream binding.
    private void Settle(DateTimeOffset at)
    {
        while (_calls.Ends() is { Count: > 0 } ends)
        {
            foreach (var end in ends) _dispatcher.End(end, ++_sequence, at);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(CaseEventConfig input) =>
        (input.Headers ?? new Dictionary<string, string>()).Select(h => KeyValuePair.Create(h.Key.ToLowerInvariant(), h.Value));

    private static List<KeyValuePair<string, string>> Pairs(string query) =>
        [.. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
            .Select(p => KeyValuePair.Create(p[0], p.Length > 1 ? Uri.UnescapeDataString(p[1]) : string.Empty))];
}
