using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>Sizes of a window that must fit each other.</summary>
internal sealed class WindowChecker(ProblemList problems, SourceMap map)
{
    /// <summary>Most windows one event may belong to.</summary>
    public const int OverlapLimit = 1000;

    public void Check(WindowConfig window)
    {
        if (window.Hopping is { } hopping) CheckHopping(hopping);
        if (window.Session is { } session) CheckSession(session);
        if (window.Count is { } count) CheckCount(count);
        CheckDuplicates(window);
    }

    private void CheckHopping(HoppingConfig hopping)
    {
        if (!Has(hopping, nameof(hopping.Size)) || map.Find(hopping, nameof(hopping.Hop)) is not { } hop) return;
        var (hopText, sizeText) = (Quantity.Format(hopping.Hop), Quantity.Format(hopping.Size));
        if (hopping.Hop > hopping.Size)
        {
            problems.Add(hop.Start, $"hop {hopText} is longer than size {sizeText}: events between two windows would be lost", sizeText);
        }
        else if (hopping.Hop.Ticks < hopping.Size.Ticks / OverlapLimit)
        {
            var message =
                $"hop {hopText} is less than a thousandth of size {sizeText}: every event would be in more than {OverlapLimit} windows";
            problems.Add(hop.Start, message);
        }
    }

    private void CheckSession(SessionConfig session)
    {
        if (!Has(session, nameof(session.Gap)) || map.Find(session, nameof(session.Max)) is not { } max) return;
        if (session.Max < session.Gap)
            problems.Add(max.Start, $"max {Quantity.Format(session.Max.Value)} is shorter than gap {Quantity.Format(session.Gap)}");
    }

    private void CheckCount(CountConfig count)
    {
        if (!Has(count, nameof(count.Size)) || map.Find(count, nameof(count.Hop)) is not { } hop) return;
        if (count.Hop > count.Size)
            problems.Add(hop.Start, $"hop {count.Hop} is larger than size {count.Size}: events between two windows would be lost");
    }

    private void CheckDuplicates(WindowConfig window)
    {
        if (map.Find(window, nameof(window.GroupBy)) is not YamlSequence list) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items.OfType<YamlScalar>().Where(i => !seen.Add(i.Value)))
            problems.Add(item.Start, $"'{item.Value}' is in group_by twice");
    }

    private bool Has(object owner, string property) => map.Find(owner, property) is not null;
}
