namespace EventEdge.Fuzz.Wire;

/// <summary>Properties of MQTT 5, one by one.</summary>
internal static class Property
{
    public static byte[] PayloadFormat(byte value) => [0x01, value];

    public static byte[] MessageExpiry(long seconds) => [0x02, .. Bytes.UInt32(seconds)];

    public static byte[] ContentType(string text) => [0x03, .. Bytes.Text(text)];

    public static byte[] ResponseTopic(string text) => [0x08, .. Bytes.Text(text)];

    public static byte[] CorrelationData(byte[] bytes) => [0x09, .. Bytes.Binary(bytes)];

    public static byte[] SubscriptionId(int id) => [0x0B, .. Bytes.Number(id)];

    public static byte[] SessionExpiry(long seconds) => [0x11, .. Bytes.UInt32(seconds)];

    public static byte[] AuthenticationMethod(string text) => [0x15, .. Bytes.Text(text)];

    public static byte[] AuthenticationData(byte[] bytes) => [0x16, .. Bytes.Binary(bytes)];

    public static byte[] RequestProblemInformation(byte value) => [0x17, value];

    public static byte[] WillDelay(long seconds) => [0x18, .. Bytes.UInt32(seconds)];

    public static byte[] ReceiveMaximum(int value) => [0x21, .. Bytes.UInt16(value)];

    public static byte[] TopicAliasMaximum(int value) => [0x22, .. Bytes.UInt16(value)];

    public static byte[] TopicAlias(int value) => [0x23, .. Bytes.UInt16(value)];

    public static byte[] User(string name, string value) => [0x26, .. Bytes.Text(name), .. Bytes.Text(value)];

    public static byte[] MaximumPacketSize(long value) => [0x27, .. Bytes.UInt32(value)];
}
