package io.weir.l7.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.weir.core.service.ProxyProtocol;

/** Writes PROXY protocol headers. */
public final class ProxyHeaderEncoder {
    private ProxyHeaderEncoder() {}

    /**
     * The bytes of a header, which the caller releases; without TLVs.
     *
     * @param version {@code V1} or {@code V2}
     */
    public static ByteBuf encode(ProxyHeader header, ProxyProtocol.Send version, ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(ProxyHeaderV1.MOST_BYTES);
        switch (version) {
            case V1 -> ProxyHeaderV1.write(header, out);
            case V2 -> ProxyHeaderV2.write(header, out);
            case NONE -> {
                out.release();
                throw new IllegalArgumentException("no version");
            }
        }
        return out;
    }
}
