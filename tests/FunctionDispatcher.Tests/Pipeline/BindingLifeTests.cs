using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

namespace EventEdge.FunctionDispatcher.Tests.Pipeline;

/// <summary>Which step of a binding's life may follow which: the whole table, read from here.</summary>
public sealed class BindingLifeTests
{
    private static readonly BindingLifecycle[] All = Enum.GetValues<BindingLifecycle>();

    private static readonly (BindingLifecycle From, BindingLifecycle[] To)[] Allowed =
    [
        (BindingLifecycle.Running, [BindingLifecycle.Lagging, BindingLifecycle.Ending, BindingLifecycle.Ended]),
        (BindingLifecycle.Lagging, [BindingLifecycle.Running, BindingLifecycle.Disabled, BindingLifecycle.Ending, BindingLifecycle.Ended]),
        (BindingLifecycle.Disabled, [BindingLifecycle.Lagging, BindingLifecycle.Ending, BindingLifecycle.Ended]),
        (BindingLifecycle.Ending, [BindingLifecycle.Ended]),
        (BindingLifecycle.Ended, []),
    ];

    [Fact]
    public void Each_step_leads_where_the_table_says_and_nowhere_else()
    {
        foreach (var (from, to) in Allowed) Assert.Equal(to, All.Where(next => BindingLife.Allows(from, next)));
    }

    [Theory]
    [InlineData(false, BindingLifecycle.Running)]
    [InlineData(true, BindingLifecycle.Disabled)]
    public void A_binding_that_has_caught_up_is_what_it_was_before(bool isDisabled, BindingLifecycle before)
    {
        var life = new BindingLife(isDisabled);
        Assert.Equal((before, false), (life.Now, life.IsLagging));

        life.Lag();
        Assert.Equal((BindingLifecycle.Lagging, true), (life.Now, life.IsLagging));

        life.CatchUp();
        Assert.Equal(before, life.Now);
    }

    [Fact]
    public void A_binding_that_ends_lets_messages_pass_by_until_it_is_over_and_never_runs_again()
    {
        var life = new BindingLife(isDisabled: false);
        life.BeginEnd();
        life.CatchUp();
        Assert.Equal((BindingLifecycle.Ending, true, true), (life.Now, life.IsLagging, life.IsEnding));
        Assert.Throws<InvalidOperationException>(life.Lag);

        life.End();
        life.End();
        Assert.Equal(BindingLifecycle.Ended, life.Now);
        Assert.Throws<InvalidOperationException>(life.BeginEnd);
    }
}
