# etc_group: the group file as it is written.
module Cincture
  module Resources
    class EtcGroup < Inspec.resource(1)
      include CommentParser
      include FileReader

      name 'etc_group'
      supports platform: 'unix'
      desc 'The group file.'

      # What a condition of `where` may be called, and the field that it is about.
      FIELDS = {
        name: 'name', group_name: 'name', password: 'password', gid: 'gid', group_id: 'gid', users: 'members', members: 'members'
      }.freeze

      attr_accessor :gid, :entries

      def initialize(path = nil)
        @path = path || '/etc/group'
        @entries = parse(read_file_content(@path, true))
      end

      def groups(entries = nil)
        of(entries) { |group| group['name'] }
      end

      def gids(entries = nil)
        of(entries) { |group| group['gid'] }
      end

      def users(entries = nil)
        names = of(entries) { |group| (group['members'] || '').split(',') }
        names && names.flatten.reject { |name| name.empty? }
      end

      # Conditions on unknown fields hold for all, as in InSpec.
      def where(conditions = {}, **more)
        conditions = conditions.merge(more)
        return nil if conditions.empty?
        found = @entries
        conditions.each do |name, value|
          field = FIELDS[name.to_sym]
          found = found.select { |group| group[field].to_s == value.to_s } if field && found
        end
        EtcGroupView.new(self, found)
      end

      def resource_id
        @path
      end

      def to_s
        '/etc/group'
      end

      private

      # nil where the file could not be read, and the resource is skipped.
      def of(entries, &block)
        entries ||= @entries
        entries && entries.map(&block)
      end

      def parse(content)
        found = content.split("\n").map do |line|
          name, password, gid, members = parse_comment_line(line, comment_char: '#', standalone_comments: false)[0].split(':')
          name && { 'name' => name, 'password' => password, 'gid' => gid =~ /^\d+$/ ? gid.to_i : gid, 'members' => members }
        end
        found.compact
      end
    end

    # Some groups of it.
    class EtcGroupView
      attr_reader :entries

      def initialize(file, entries)
        @file = file
        @entries = entries
      end

      [:groups, :gids, :users].each do |name|
        define_method(name) { @file.send(name, @entries) }
      end

      def to_s
        '#<Inspec::Resources::EtcGroupView>'
      end

      alias inspect to_s
    end
  end
end
