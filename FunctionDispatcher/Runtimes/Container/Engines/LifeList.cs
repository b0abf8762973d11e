namespace EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

/// <summary>What goes on with an engine and has to end before the node does: the lives of instances, and what is done after them.</summary>
internal sealed class LifeList
{
    private readonly HashSet<Task> _running = [];

    /// <summary>Runs one.</summary>
    public void Run(Func<Task> life)
    {
        lock (_running)
        {
            var running = Task.Run(life);
            _running.Add(running);
            running.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        void Ended(Task ended)
        {
            lock (_running) _running.Remove(ended);
        }
    }

    /// <summary>Completes when all have ended that run now.</summary>
    public Task WhenEnded()
    {
        lock (_running) return Task.WhenAll([.. _running]);
    }
}
