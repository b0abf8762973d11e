using System.Text;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Announcements;

/// <summary>
/// Keeps what results are announced as retained messages: once, again when whoever wants them has started, and until their binding goes or
/// says something else. What the listener does not take waits and is handed over again. Bounded. Life: <see cref="RunAsync"/> once.
/// </summary>
internal sealed class ResultAnnouncements
{
    /// <summary>Most announcements of a node.</summary>
    public const int Limit = 10_000;

    // Most topics that wait to be taken back.
    private const int LeavingLimit = 2 * Limit;

    private const string Unknown = "----------------";

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly AnnouncedTopics _file;
    private readonly Func<LocalMessage, bool> _publish;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _leaving = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, LocalMessage> _waiting = new(StringComparer.Ordinal);
    private Dictionary<string, string> _declared = new(StringComparer.Ordinal);
    private (string Topic, string Word)[] _births = [];
    private TaskCompletionSource _changed = NewGate();
    private bool _isFull;

    /// <param name="file">What a restart finds.</param>
    /// <param name="publish">Hands a message to the listener; false when it cannot take it now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public ResultAnnouncements(AnnouncedTopics file, Func<LocalMessage, bool> publish, TimeProvider time, ILogger logger)
    {
        (_file, _publish, _time, _logger) = (file, publish, time, logger);
        foreach (var (binding, declared, topic) in file.Load().Take(Limit)) _known[topic] = new(binding, declared, null);
    }

    /// <summary>How many announcements there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _known.Count;
        }
    }

    /// <summary>The topics on which it listens for who has started.</summary>
    public IEnumerable<string> BirthTopics => Volatile.Read(ref _births).Select(b => b.Topic).Distinct();

    /// <summary>Other bindings are in force: what those announced that are gone, or say something else now, is taken back.</summary>
    public void Use(IEnumerable<BindingConfig> bindings)
    {
        var announcing = bindings.Where(b => b.Emit is { Discovery: not null, Mqtt: not null }).ToList();
        Volatile.Write(ref _births, [.. announcing.Select(b => b.Emit.Discovery!).Where(d => d.BirthTopic is not null)
            .Select(d => (d.BirthTopic!, d.BirthWord)).Distinct()]);
        lock (_gate)
        {
            _declared = announcing.ToDictionary(b => b.Name, Declared, StringComparer.Ordinal);
            // Results may have been announced before the node knew of their binding.
            var unknown = _known.Where(k => k.Value.Declared is null).ToList();
            foreach (var (topic, entry) in unknown)
                _known[topic] = entry with { Declared = _declared.GetValueOrDefault(entry.Binding) };
            var gone = _known.Where(k => k.Value.Declared is null
                || k.Value.Declared != _declared.GetValueOrDefault(k.Value.Binding)).ToList();
            foreach (var (topic, entry) in gone)
            {
                _known.Remove(topic);
                // Edit after edit while nothing can be handed over: what is too much stays at the broker.
                if (_leaving.Count >= LeavingLimit)
                {
                    _waiting.Remove(topic);
                    continue;
                }

                _leaving[topic] = entry.Binding;
                Wait(MessageOf(topic, entry.Binding, ReadOnlyMemory<byte>.Empty));
            }

            _isFull &= _known.Count >= Limit;
            if (unknown.Count + gone.Count > 0) _file.Rewrite(Lines());
        }
    }

    /// <summary>Takes an announcement; the same one again changes nothing.</summary>
    public void Announce(Announcement announcement)
    {
        lock (_gate)
        {
            var known = _known.GetValueOrDefault(announcement.Topic);
            if (known?.Payload is { } before && before.Span.SequenceEqual(announcement.Payload.Span)) return;
            if (known is null && _known.Count >= Limit)
            {
                if (!_isFull) AnnouncementTelemetry.Full(_logger, Limit, announcement.Binding);
                _isFull = true;
                return;
            }

            var entry = new Entry(announcement.Binding, _declared.GetValueOrDefault(announcement.Binding), announcement.Payload);
            _known[announcement.Topic] = entry;
            _leaving.Remove(announcement.Topic);
            if (known is null) _file.Add(LineOf(announcement.Topic, entry), Lines);
            Wait(MessageOf(announcement.Topic, announcement.Binding, announcement.Payload));
        }
    }

    /// <summary>Looks at a message: where it says that somebody has started, everything is announced again.</summary>
    public void Look(string topic, ReadOnlySpan<byte> payload)
    {
        foreach (var (birth, word) in Volatile.Read(ref _births))
        {
            if (topic != birth || !payload.SequenceEqual(Encoding.UTF8.GetBytes(word))) continue;
            lock (_gate)
            {
                foreach (var (known, entry) in _known)
                {
                    if (entry.Payload is { } announced) Wait(MessageOf(known, entry.Binding, announced));
                }
            }

            return;
        }
    }

    /// <summary>Hands over what waits, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var isDone = HandOver();
            Task changed;
            lock (_gate) changed = _changed.Task;
            await (isDone ? changed : Task.Delay(RetryPause, _time, cancellation)).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Hands over what waits; false when the listener does not take all of it now.</summary>
    public bool HandOver()
    {
        lock (_gate)
        {
            _changed = NewGate();
            var hasLeft = false;
            while (_waiting.Count > 0 && _publish(_waiting.GetAt(0).Value))
            {
                hasLeft |= _leaving.Remove(_waiting.GetAt(0).Key);
                _waiting.RemoveAt(0);
            }

            // What could not be taken back yet stays in the file, so that the next start tries it again.
            if (hasLeft) _file.Rewrite(Lines());
            return _waiting.Count == 0;
        }
    }

    // What decides on topics and fields of announcements: an edit of anything else leaves them.
    private static string Declared(BindingConfig binding) => BindingVersion.OfAll(binding with
    {
        Decode = null,
        Fields = null,
        Set = null,
        Keep = null,
        Drop = null,
        Where = null,
        EventId = null,
        EventTime = new(),
        Limits = new(),
        Durability = default,
        Emit = binding.Emit with { Priority = default, WhenFull = default, Retain = false },
    });

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static LocalMessage MessageOf(string topic, string binding, ReadOnlyMemory<byte> payload) =>
        new(topic, payload, Retain: true, binding);

    private IEnumerable<AnnouncedTopic> Lines() =>
        _known.Select(k => LineOf(k.Key, k.Value)).Concat(_leaving.Select(l => LineOf(l.Key, new(l.Value, null, null))));

    private static AnnouncedTopic LineOf(string topic, Entry entry) =>
        new(entry.Binding, entry.Declared ?? Unknown, topic);

    // Of one topic, only the newest is of use.
    private void Wait(LocalMessage message)
    {
        _waiting.Remove(message.Topic);
        _waiting.Add(message.Topic, message);
        _changed.TrySetResult();
    }

    /// <summary>What is known of an announcement.</summary>
    /// <param name="Binding">Whose it is.</param>
    /// <param name="Declared">What that binding declared; null while that is not known.</param>
    /// <param name="Payload">What was announced; null for one of before the restart.</param>
    private sealed record Entry(string Binding, string? Declared, ReadOnlyMemory<byte>? Payload);
}
