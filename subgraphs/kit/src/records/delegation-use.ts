/** A delegation that was used: a second use of its id is refused until it would have expired anyway. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'delegation_use' })
export class DelegationUse {
  @PrimaryColumn({ type: 'text' })
  jti!: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
