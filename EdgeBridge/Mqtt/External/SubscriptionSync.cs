using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using EventEdge.EdgeBridge.Mqtt.Topics;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// Brings the session's subscriptions in line with what the bindings want: only the difference is sent, new ones first. Where a new filter
/// overlaps one that was there, what is gone stays until a marker has come through the session, see <see cref="MessageSelection"/>. A
/// broker without identifiers gets both at once, as nothing could tell the copies apart that come in between.
/// </summary>
internal sealed class SubscriptionSync
{
    private readonly MessageSelection _selection;
    private readonly SubscriptionFile _file;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly HashSet<PlannedSubscription> _confirmed = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _refused = new Dictionary<string, string>();
    private volatile IReadOnlyList<TopicSubscription> _wanted = [];
    private IReadOnlyList<TopicSubscription>? _applied;
    private readonly List<(SubscriptionPlan Plan, string Marker)> _plans = [];
    private string _marker = string.Empty;

    public SubscriptionSync(MessageSelection selection, SubscriptionFile file, ILogger logger)
    {
        (_selection, _file, _logger) = (selection, file, logger);
        var saved = file.Load();
        _known.UnionWith(saved.Known);
        _plans.AddRange(saved.Plans.Select(plan => (SubscriptionPlan.Restored(plan), string.Empty)));
        if (_plans.Count > 0) _confirmed.UnionWith(_plans[0].Plan.Subscriptions);
    }

    /// <summary>Filters that the broker refuses, with its words.</summary>
    public IReadOnlyDictionary<string, string> Refused => Volatile.Read(ref _refused);

    /// <summary>Replaces what is wanted; the next <see cref="ApplyAsync"/> sees to it.</summary>
    public void Want(IReadOnlyList<TopicSubscription> filters) => _wanted = filters;

    /// <summary>Whether what is wanted has been applied.</summary>
    public bool IsApplied => ReferenceEquals(Volatile.Read(ref _applied), _wanted);

    /// <summary>A connection is about to be made: what waits in the session comes before the broker has been asked anything.</summary>
    public void Prepare()
    {
        if (!_selection.HasPlan) _selection.Begin(_wanted,
            _plans.Count > 0 ? _plans.Select(one => one.Plan) : [SubscriptionPlan.Of(_wanted, identified: true, Refused.Keys.ToHashSet())]);
    }

    /// <summary>
    /// A connection has been made. True when the broker has lost a session that had subscriptions: what it queued is gone.
    /// </summary>
    /// <param name="isPresent">Whether the broker says that it knows the session.</param>
    /// <param name="duplicates">Whether to subscribe again to what is there, which costs nothing at MQTT 5: another client may have begun
    /// the session anew under our name.</param>
    public bool Begin(bool isPresent, bool duplicates)
    {
        ClearRefused();
        if (duplicates) _confirmed.Clear();
        if (isPresent) return false;
        var isLost = _known.Count > 0;
        _known.Clear();
        _confirmed.Clear();
        _plans.Clear();
        _selection.Begin(_wanted, []);
        return isLost;
    }

    /// <summary>Asks again for what was refused: permissions may have changed.</summary>
    public Task RetryAsync(IBrokerSession session, CancellationToken cancellation) =>
        Refused.Count == 0 ? Task.CompletedTask : BringInLineAsync(session, asksAgain: true, cancellation);

    /// <summary>Subscribes to what is new; unsubscribes from what is gone, at once or as soon as a marker has come.</summary>
    public Task ApplyAsync(IBrokerSession session, CancellationToken cancellation) =>
        BringInLineAsync(session, asksAgain: false, cancellation);

    private async Task BringInLineAsync(IBrokerSession session, bool asksAgain, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (asksAgain) ClearRefused();
            while (!await TryApplyAsync(session, cancellation).ConfigureAwait(false))
            {
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // False when the broker has refused something: it is planned again without.
    private async Task<bool> TryApplyAsync(IBrokerSession session, CancellationToken cancellation)
    {
        var wanted = _wanted;
        var plan = SubscriptionPlan.Of(wanted, session.HasIdentifiers, Refused.Keys.ToHashSet());
        var fresh = plan.Subscriptions.Where(one => !_confirmed.Contains(one)).ToList();
        var needsMarker = session.HasIdentifiers && CouldBeMistaken(plan);
        _marker = Guid.NewGuid().ToString("N");
        if (fresh.Count > 0)
        {
            _known.UnionWith(fresh.Select(one => one.Filter));
            Save();
        }

        _selection.Use(wanted, plan, needsMarker ? _marker : null);
        var answering = fresh.Select(one => session.SubscribeAsync(one, cancellation)).ToList();
        var leaving = session.HasIdentifiers ? Task.CompletedTask : UnsubscribeAsync(session, plan, cancellation);
        var answers = await Task.WhenAll(answering).ConfigureAwait(false);
        await leaving.ConfigureAwait(false);
        if (!Accept(fresh, answers)) return false;
        Volatile.Write(ref _applied, wanted);
        if (!needsMarker)
        {
            await SettleAsync(session, plan, cancellation).ConfigureAwait(false);
            return true;
        }

        Append(plan);
        _ = SettleLaterAsync(session, plan, _marker);
        return true;
    }

    private void Append(SubscriptionPlan plan)
    {
        _known.Add(_selection.MarkerTopic(_marker));
        // A connection that ended before its marker came has left the same plan: one is enough, and its marker here is this connection's.
        if (_plans.Count > 1 && _plans[^1].Plan.Subscriptions.SequenceEqual(plan.Subscriptions)) _plans.RemoveAt(_plans.Count - 1);
        if (_plans.Count == MessageSelection.PlanLimit) _plans.RemoveAt(1);
        _plans.Add((plan, _marker));
        Save();
    }

    // Whether there is a topic that another subscription leads than before.
    private bool CouldBeMistaken(SubscriptionPlan plan) => _plans.Count > 1
        || (_plans.Count == 1 && !_plans[0].Plan.Subscriptions.SequenceEqual(plan.Subscriptions)
            && _plans[0].Plan.Subscriptions.Any(
                old => plan.Subscriptions.Any(one => one.Filter != old.Filter && FilterRelation.Overlap(one.Filter, old.Filter))));

    private bool Accept(List<PlannedSubscription> fresh, SubscribeAnswer[] answers)
    {
        var refused = new Dictionary<string, string>(Refused, StringComparer.Ordinal);
        foreach (var (one, answer) in fresh.Zip(answers))
        {
            if (answer.Refusal is { } reason)
            {
                _logger.SubscriptionRefused(one.Filter, reason);
                // It stays known until it is unsubscribed: the session may have had it, and would go on bringing copies that no plan
                // expects.
                refused[one.Filter] = reason;
                continue;
            }

            if (answer.Qos < one.Qos) _logger.SubscriptionLowered(one.Filter, answer.Qos, one.Qos);
            _confirmed.RemoveWhere(old => old.Filter == one.Filter);
            _confirmed.Add(one);
        }

        var isAccepted = refused.Count == Refused.Count;
        Volatile.Write(ref _refused, refused);
        return isAccepted;
    }

    private async Task SettleLaterAsync(IBrokerSession session, SubscriptionPlan plan, string marker)
    {
        try
        {
            await session.PassMarkerAsync(_selection.MarkerTopic(marker), marker, session.Ending).ConfigureAwait(false);
            await _oneAtATime.WaitAsync(session.Ending).ConfigureAwait(false);
            try
            {
                _selection.Pass(marker);
                DropBefore(marker);
                // Another change may have come meanwhile, which has a marker of its own.
                if (marker == _marker) await SettleAsync(session, plan, session.Ending).ConfigureAwait(false);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        catch (Exception error)
        {
            // The next connection does it again.
            _logger.SubscriptionsUnsettled(error.Message);
        }
    }

    private void DropBefore(string marker)
    {
        if (_plans.FindIndex(one => one.Marker == marker) is not (> 0 and var at)) return;
        _plans.RemoveRange(0, at);
        Save();
    }

    private void Save() => _file.Save(_plans.Select(one => one.Plan), _known);

    // Everything that waits in the session came by this plan. On disk first: what comes after an unsubscription comes by the plan only.
    private async Task SettleAsync(IBrokerSession session, SubscriptionPlan plan, CancellationToken cancellation)
    {
        var isChanged = _plans.Count != 1 || !_plans[0].Plan.Subscriptions.SequenceEqual(plan.Subscriptions);
        _plans.Clear();
        _plans.Add((plan, string.Empty));
        if (isChanged) Save();
        await UnsubscribeAsync(session, plan, cancellation).ConfigureAwait(false);
    }

    private async Task UnsubscribeAsync(IBrokerSession session, SubscriptionPlan plan, CancellationToken cancellation)
    {
        var gone = _known.Except(plan.Subscriptions.Select(one => one.Filter)).ToList();
        if (gone.Count == 0) return;
        _confirmed.RemoveWhere(one => gone.Contains(one.Filter));
        await Task.WhenAll(gone.Select(filter => session.UnsubscribeAsync(filter, cancellation))).ConfigureAwait(false);
        _known.ExceptWith(gone);
        Save();
    }

    private void ClearRefused() => Volatile.Write(ref _refused, new Dictionary<string, string>());
}
