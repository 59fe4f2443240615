# An endless loop in <=>, called through Comparable.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  kind = Class.new do
    include Comparable
    def <=>(_other)
      loop {}
    end
  end
  describe kind.new do
    it { should be > kind.new }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
