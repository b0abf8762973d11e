namespace EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

/// <summary>The lifecycle of one binding: the one place that says which step leads where.</summary>
/// <param name="isDisabled">Whether its function must not run.</param>
internal sealed class BindingLife(bool isDisabled)
{
    /// <summary>Where it stands.</summary>
    public BindingLifecycle Now { get; private set; } = isDisabled ? BindingLifecycle.Disabled : BindingLifecycle.Running;

    /// <summary>Whether journalled messages pass it by.</summary>
    public bool IsLagging => Now is BindingLifecycle.Lagging or BindingLifecycle.Ending;

    /// <summary>Whether it takes no more than the ends of its calls.</summary>
    public bool IsEnding => Now >= BindingLifecycle.Ending;

    /// <summary>Whether one step may follow another.</summary>
    public static bool Allows(BindingLifecycle from, BindingLifecycle to) => (from, to) switch
    {
        (BindingLifecycle.Running or BindingLifecycle.Disabled, BindingLifecycle.Lagging) => true,
        (BindingLifecycle.Lagging, BindingLifecycle.Running or BindingLifecycle.Disabled) => true,
        (BindingLifecycle.Running or BindingLifecycle.Disabled or BindingLifecycle.Lagging, BindingLifecycle.Ending) => true,
        (not BindingLifecycle.Ended, BindingLifecycle.Ended) => true,
        _ => false,
    };

    /// <summary>From here on journalled messages pass it by.</summary>
    public void Lag() => Enter(BindingLifecycle.Lagging);

    /// <summary>Nothing has passed it by any more. One that ends goes on ending.</summary>
    public void CatchUp()
    {
        if (Now == BindingLifecycle.Lagging) Enter(isDisabled ? BindingLifecycle.Disabled : BindingLifecycle.Running);
    }

    /// <summary>A change will end it.</summary>
    public void BeginEnd() => Enter(BindingLifecycle.Ending);

    /// <summary>It is over.</summary>
    public void End() => Enter(BindingLifecycle.Ended);

    private void Enter(BindingLifecycle next)
    {
        if (Now == next) return;
        if (!Allows(Now, next)) throw new InvalidOperationException($"a binding that is {Now} cannot become {next}");
        Now = next;
    }
}
