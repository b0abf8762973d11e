using EventEdge.FunctionDispatcher.Outputs;


namespace EventEdge.EdgeBridge.Requests;

/// <summary>
/// Who waits for which answer, and the answers that wait for whoever asks. In memory only: a restart forgets it, except for what the replay
/// answers anew. Any thread.
/// </summary>
internal sealed class PendingRequests(TimeProvider time)
{
    /// <summary>Requests that wait, and answers kept, at most.</summary>
    public const int Limit = 1000;

    /// <summary>How long an answer is kept once it is there.</summary>
    public static readonly TimeSpan AnswersKeptFor = TimeSpan.FromMinutes(10);

    /// <summary>How long a request is remembered that nobody answers.</summary>
    public static readonly TimeSpan PendingFor = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<RequestReply>> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredReply> _answers = new(StringComparer.Ordinal);

    /// <summary>Begins to wait for an answer; null where too many do already.</summary>
    public Task<RequestReply>? TryExpect(string id)
    {
        lock (_lock)
        {
            if (_waiting.Count >= Limit) return null;
            var waiting = new TaskCompletionSource<RequestReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(id, waiting);
            return waiting.Task;
        }
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            _waiting.Remove(id);
            _answers.Remove(id);
        }
    }

    /// <summary>Makes a place for an answer that is fetched later; false where all are taken by requests without one.</summary>
    public bool TryKeep(string id)
    {
        lock (_lock)
        {
            if (!HasPlace()) return false;
            _answers.Add(id, new(null, time.GetTimestamp(), PendingFor));
            return true;
        }
    }

    /// <summary>An answer is there.</summary>
    public void Complete(RequestReply reply)
    {
        lock (_lock)
        {
            if (_waiting.Remove(reply.Id, out var waiting)) waiting.SetResult(reply);
            else if (reply.IsFetched && (_answers.ContainsKey(reply.Id) || HasPlace()))
                _answers[reply.Id] = new(reply, time.GetTimestamp(), AnswersKeptFor);
        }
    }

    /// <summary>Whether a request is known, and its answer once that is there.</summary>
    public bool TryFind(string id, out RequestReply? reply)
    {
        lock (_lock)
        {
            var isKnown = _answers.TryGetValue(id, out var answer) && !IsOver(answer);
            reply = isKnown ? answer.Reply : null;
            return isKnown;
        }
    }

    // What has expired makes room first, then the oldest answer: its caller had the longest time.
    private bool HasPlace()
    {
        if (_answers.Count < Limit) return true;
        foreach (var (id, _) in _answers.Where(k => IsOver(k.Value)).ToList()) _answers.Remove(id);
        if (_answers.Count < Limit) return true;
        var oldest = _answers.Where(k => k.Value.Reply is not null).OrderBy(k => k.Value.Since).Select(k => k.Key).FirstOrDefault();
        return oldest is not null && _answers.Remove(oldest);
    }

    private bool IsOver(StoredReply answer) => time.GetElapsedTime(answer.Since) >= answer.Limit;

    private readonly record struct StoredReply(RequestReply? Reply, long Since, TimeSpan Limit);
}
