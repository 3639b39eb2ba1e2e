/** Who took part in an act: the perpetrator side of "who did what to whom". */
import { Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'act_perpetrator' })
export class ActPerpetrator {
  @PrimaryColumn({ name: 'act_id', type: 'uuid' })
  actId!: string;

  @PrimaryColumn({ name: 'perpetrator_id', type: 'uuid' })
  perpetratorId!: string;
}
