ALTER TYPE "link_kind" ADD VALUE 'caused_by';
