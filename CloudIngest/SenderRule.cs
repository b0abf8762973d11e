namespace EventEdge.CloudIngest;

/// <summary>Whose frames the cloud believes.</summary>
public enum SenderRule
{
    /// <summary>Of a node those that its own RabbitMQ user sent, which has the node's name, or the cloud's own user.</summary>
    Named,

    /// <summary>Anybody's: for development, and while edges of versions before user names are still there.</summary>
    Any,
}
