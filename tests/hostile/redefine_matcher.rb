# Redefining a matcher.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

module Cincture::Matchers
  def exist(*)
    eq(self.class.new)
  end
  def self.dynamic(*)
    raise 'gone'
  end
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
